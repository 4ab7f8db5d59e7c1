using System.Text.Json.Nodes;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Gates;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pipeline.Fingerprints;
using PruneBuild.Engine.Pipeline.Records;
using PruneBuild.Engine.Reporting.Html;

namespace PruneBuild.Engine.Pipeline.Checking;

/// <summary>Reports of an earlier manifest, or of other inputs: who shows them must say so.</summary>
public static class OutdatedReport
{
    /// <summary>PB5111 when the run that the page shows was of something else than the manifest says now; PB5114 when it was judged by
    /// other gates, or when the page shows a sweep alone that was of something else. Nothing where the files cannot be read.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="entry">The model.</param>
    /// <param name="outputFolder">Folder of artifacts.</param>
    public static IEnumerable<Diagnostic> Warnings(PruneManifest manifest, ModelEntry entry, string outputFolder)
    {
        var artifacts = new ArtifactFolder(outputFolder);
        var folder = artifacts.FolderOf(entry.Name.Value);
        return (PageFile.Report.Read(folder), PageFile.Sweep.Read(folder)) switch
        {
            ({ IsOk: true, Value: var report }, _) => OfRun(manifest, entry, report, artifacts.Last(entry.Name.Value)),
            (null, { IsOk: true, Value: var sweep }) => OfSweep(manifest, entry, sweep),
            _ => [],
        };
    }

    private static Diagnostic[] OfRun(PruneManifest manifest, ModelEntry entry, JsonObject report, PruneRecord? record)
    {
        var isOfRecord = report["artifact"]?["sha256"]?.ToString() == record?.Sha256;
        Diagnostic[] outdated = [.. OutdatedArtifact.Warnings(manifest, entry, isOfRecord ? record : null)];
        return outdated.Length == 0 && !Limits(report).SequenceEqual(Limits(entry))
            ? [Of(entry, "its gates had other limits", "run")]
            : outdated;
    }

    private static Diagnostic[] OfSweep(PruneManifest manifest, ModelEntry entry, JsonObject sweep) =>
        sweep["basis"]?.ToString() == ModelFingerprint.Of(manifest, entry).Basis
            ? []
            : [Of(entry, "its sweep was made with other files or settings", "sweep")];

    private static Diagnostic Of(ModelEntry entry, string what, string command) =>
        DiagnosticCatalog.ReportOutdated.At(entry.Span, entry.Name.Value, what, command);

    private static IEnumerable<string> Limits(JsonObject report) => report["gates"]!.AsArray().OfType<JsonObject>()
        .Select(gate => $"{gate["gate"]} {gate["limit"]} {gate["amount"]}").Order(StringComparer.Ordinal);

    private static IEnumerable<string> Limits(ModelEntry entry) => entry.Gates
        .SelectMany(gate => gate.Limits.Select(limit => $"{gate.Metric} {LimitWords.Of(limit.Kind)} {limit.Text}"))
        .Order(StringComparer.Ordinal);
}
