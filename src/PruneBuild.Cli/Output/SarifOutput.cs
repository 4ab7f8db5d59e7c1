using PruneBuild.Diagnostics;
using PruneBuild.Engine.Reporting.Sarif;

namespace PruneBuild.Cli.Output;

/// <summary>Diagnostics as a SARIF log on standard output.</summary>
internal static class SarifOutput
{
    /// <summary>Writes one log with one run.</summary>
    public static void Write(TextWriter writer, IReadOnlyList<Diagnostic> diagnostics) =>
        writer.WriteLine(JsonOutput.Text(SarifLog.Of(diagnostics)));
}
