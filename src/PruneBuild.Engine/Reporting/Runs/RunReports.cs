using PruneBuild.Diagnostics;
using PruneBuild.Engine.Pipeline.Outcomes;
using PruneBuild.Engine.Reporting.Html;
using PruneBuild.Engine.Reporting.Sarif;

namespace PruneBuild.Engine.Reporting.Runs;

/// <summary>The files about a run that stand beside its artifact.</summary>
internal static class RunReports
{
    private const string Plan = "plan.json";
    private const string Json = PageFile.ReportName;
    private const string Markdown = "report.md";
    private const string Sarif = "report.sarif";

    /// <summary>The names of the files.</summary>
    public static IReadOnlyList<string> Names { get; } = [Plan, ReportPage.FileName, Json, Markdown, Sarif];

    /// <summary>File names and texts: same outcome, same text, so that nothing is rewritten without need.</summary>
    /// <param name="outcome">What came of the model.</param>
    /// <param name="diagnostics">What the run tells of it.</param>
    /// <param name="folder">Where they will stand; benches and sweeps of the same model stand there.</param>
    public static IEnumerable<(string Name, string Text)> Of(ModelOutcome outcome, IEnumerable<Diagnostic> diagnostics, string folder)
    {
        var report = ReportJson.Of(outcome);
        return
        [
            (Plan, ReadableJson.Text(PlanJson.Of(outcome.Record!))),
            (ReportPage.FileName, ReportPage.Of(report, folder)),
            (Json, ReadableJson.Text(report)),
            (Markdown, ReportMarkdown.Of(outcome)),
            (Sarif, ReadableJson.Text(SarifLog.Of(diagnostics.Select(Absolute)))),
        ];
    }

    /// <summary>Nobody knows from which folder the file will be read.</summary>
    private static Diagnostic Absolute(Diagnostic diagnostic) => diagnostic.Location is { } place
        ? diagnostic with { Location = place with { File = Path.GetFullPath(place.File) } }
        : diagnostic;
}
