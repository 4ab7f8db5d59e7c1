using PruneBuild.Diagnostics;

namespace PruneBuild.Cli.Output;

/// <summary>Diagnostics as lines: MSBuild's form on standard error, or workflow commands on standard output.</summary>
internal static class DiagnosticLines
{
    private const string Reset = "\u001b[0m";

    /// <summary>Writes each diagnostic once.</summary>
    public static void Write(Terminal terminal, IEnumerable<Diagnostic> diagnostics, OutputFormat format)
    {
        foreach (var diagnostic in diagnostics.Distinct())
        {
            if (format == OutputFormat.GitHub)
                terminal.Out.WriteLine(WorkflowCommand(diagnostic));
            else
                terminal.Error.WriteLine(terminal.Colour && format != OutputFormat.MSBuild ? Coloured(diagnostic) : diagnostic.ToString());
        }
    }

    private static string Coloured(Diagnostic diagnostic) => diagnostic.Severity switch
    {
        Severity.Error => $"\u001b[31m{diagnostic}{Reset}",
        Severity.Warning => $"\u001b[33m{diagnostic}{Reset}",
        _ => diagnostic.ToString(),
    };

    private static string WorkflowCommand(Diagnostic diagnostic)
    {
        var kind = diagnostic.Severity == Severity.Message ? "notice" : diagnostic.Severity.Word();
        var place = diagnostic.Location switch
        {
            null => "",
            { Line: 0 } location => $"file={Property(location.File)},",
            { } location => $"file={Property(location.File)},line={location.Line},col={location.Column},",
        };
        return $"::{kind} {place}title={diagnostic.Code}::{Data(diagnostic.Message)}";
    }

    private static string Data(string text) => text.Replace("%", "%25").Replace("\r", "%0D").Replace("\n", "%0A");

    private static string Property(string text) => Data(text).Replace(":", "%3A").Replace(",", "%2C");
}
