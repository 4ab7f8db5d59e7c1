using PruneBuild.Diagnostics;

namespace PruneBuild.Cli.Output;

/// <summary>Files of diagnostics as people and pull requests name them.</summary>
internal static class DiagnosticPlaces
{
    /// <summary>The diagnostic with its file relative to a folder when it lies below it; absolute otherwise.</summary>
    public static Diagnostic SeenFrom(string folder, Diagnostic diagnostic)
    {
        if (diagnostic.Location is not { } location || !Path.IsPathFullyQualified(location.File))
            return diagnostic;
        var relative = Path.GetRelativePath(folder, location.File);
        return relative.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(relative)
            ? diagnostic
            : diagnostic with { Location = location with { File = relative } };
    }
}
