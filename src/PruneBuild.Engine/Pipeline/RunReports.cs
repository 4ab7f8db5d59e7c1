using PruneBuild.Engine.Reporting;
using PruneBuild.Engine.Reporting.Html;
using PruneBuild.Engine.Reporting.Runs;

namespace PruneBuild.Engine.Pipeline;

/// <summary>The files about a run that stand beside its artifact.</summary>
internal static class RunReports
{
    /// <summary>File names and texts: same outcome, same text, so that nothing is rewritten without need.</summary>
    public static IEnumerable<(string Name, string Text)> Of(ModelOutcome outcome) =>
    [
        ("plan.json", ReadableJson.Text(PlanJson.Of(outcome.Record!))),
        ("report.html", HtmlReport.Of(ReportJson.Of(outcome))),
        ("report.json", ReadableJson.Text(ReportJson.Of(outcome))),
        ("report.md", ReportMarkdown.Of(outcome)),
    ];
}
