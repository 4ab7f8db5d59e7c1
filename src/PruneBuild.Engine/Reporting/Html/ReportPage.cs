using System.Text.Json.Nodes;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Artifacts;
using PruneBuild.Engine.Manifest;

namespace PruneBuild.Engine.Reporting.Html;

/// <summary>The HTML page of a model's folder: the run, and what was timed and swept of the same model.</summary>
public static class ReportPage
{
    /// <summary>Name of the page.</summary>
    public const string FileName = "report.html";

    /// <summary>Writes the page about what is in the model's folder: the run, or the sweep where there is no run.</summary>
    /// <param name="entry">The model.</param>
    /// <param name="outputFolder">Folder of artifacts.</param>
    /// <returns>Its path, with PB5113 as a warning for a bench or sweep that is damaged and not shown; PB5110 when there is nothing to tell
    /// of, PB5113 when that is damaged: then the page is left as it is.</returns>
    public static Result<string> Write(ModelEntry entry, string outputFolder)
    {
        var folder = Path.Combine(outputFolder, entry.Name.Value);
        var (report, bench, sweep) = (PageFile.Report.Read(folder), PageFile.Bench.Read(folder), PageFile.Sweep.Read(folder));
        if ((report ?? sweep) is not { } told)
            return Result<string>.Fail(DiagnosticCatalog.NotPruned, entry.Span, entry.Name.Value, outputFolder);
        if (!told.IsOk)
            return told.As<string>();
        var page = Path.Combine(folder, FileName);
        WholeFile.WriteIfChanged(
            page, report is null ? HtmlReport.Of(null, sweep: told.Value) : Of(told.Value, bench?.Value, sweep?.Value));
        return Result<string>.Ok(
            page, [.. new[] { bench, sweep }.OfType<Result<JsonObject>>().SelectMany(file => file.Diagnostics).Select(AsWarning)]);
    }

    /// <summary>The same after a bench or a sweep, whose results are there without the page.</summary>
    /// <param name="entry">The model.</param>
    /// <param name="outputFolder">Folder of artifacts.</param>
    /// <returns>What hinders the page, as warnings; nothing when there is nothing to tell of.</returns>
    public static IReadOnlyList<Diagnostic> Refresh(ModelEntry entry, string outputFolder) =>
        [.. Write(entry, outputFolder).Diagnostics.Where(problem => problem.Code != DiagnosticCatalog.NotPruned.Code).Select(AsWarning)];

    /// <summary>The page about a run, with the folder's bench and sweep unless they are damaged or of something else: they are made again
    /// with one command.</summary>
    /// <param name="report">What report.json holds, or will hold.</param>
    /// <param name="folder">The model's folder; it may not be there.</param>
    public static string Of(JsonObject report, string folder) =>
        Of(report, PageFile.Bench.Read(folder)?.Value, PageFile.Sweep.Read(folder)?.Value);

    private static string Of(JsonObject report, JsonObject? bench, JsonObject? sweep) => HtmlReport.Of(
        report,
        Agree(bench, "source", report["source"]?["sha256"]) && Agree(bench, "artifact", report["artifact"]?["sha256"]) ? bench : null,
        Agree(sweep, "basis", report["basis"]) ? sweep : null);

    private static bool Agree(JsonObject? other, string name, JsonNode? hash) =>
        hash is not null && JsonNode.DeepEquals(other?[name], hash);

    private static Diagnostic AsWarning(Diagnostic problem) => problem with { Severity = Severity.Warning };
}
