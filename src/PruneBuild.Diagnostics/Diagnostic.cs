namespace PruneBuild.Diagnostics;

/// <summary>One finding for the user: a stable code, the fact with its numbers and a way out, and the place it is about.</summary>
/// <param name="Code">Code of <see cref="DiagnosticCatalog" />, <c>PBnnnn</c>.</param>
/// <param name="Severity">Error, warning or message.</param>
/// <param name="Message">One line of prose: the fact, the numbers, the way out.</param>
/// <param name="Location">File, line and column; null when no file is to blame.</param>
public sealed record Diagnostic(string Code, Severity Severity, string Message, SourceSpan? Location = null)
{
    /// <summary>The form that MSBuild reads: <c>prune.yaml(14,7): error PB4001: Gate 'top1' failed</c>.</summary>
    public override string ToString()
    {
        var place = Location switch
        {
            null => "PruneBuild",
            { Line: 0 } => Location.File,
            _ => $"{Location.File}({Location.Line},{Location.Column})",
        };
        return $"{place}: {Severity.Word()} {Code}: {Message}";
    }
}
