using PruneBuild.Diagnostics;
using PruneBuild.Engine.Gates;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Pipeline.Records;
using PruneBuild.Engine.Reporting.Runs;

namespace PruneBuild.Engine.Pipeline.Running;

/// <summary>What is to be said of a model that was pruned and measured, whatever its gates come to.</summary>
internal static class RecordNotes
{
    /// <summary>The record's own notes, where the manifest has what they are about; PB4003 for gates on records that prove little; PB4006
    /// for a metric that is asked for and was not measured.</summary>
    public static IEnumerable<Diagnostic> Of(PruneManifest manifest, ModelEntry entry, PruneRecord record)
    {
        foreach (var note in record.Notes.Where(note => !IsByDesign(note)))
            yield return NotePlaces.Placed(note, entry);
        var (records, shared) = (record.Records, Shared(manifest, entry, record.Records));
        foreach (var gate in entry.Gates)
        {
            if (records.Origin != RecordOrigin.Validation && MetricCatalog.Find(gate.Metric)!.TakesRandomInput)
                yield return DiagnosticCatalog.GateOnOtherRecords.At(
                    gate.Span, gate.Metric, $"{records.Validation} {RecordOriginWords.Of(records.Origin)} records");
            else if (gate.JudgesAnswers && shared > 0)
                yield return DiagnosticCatalog.GateOnOtherRecords.At(
                    gate.Span, gate.Metric, $"{records.Validation} records, {shared} of which calibrated the method");
        }

        if (entry.Metric is { } asked && record.Find(asked.Value) is null && !entry.Gates.Any(gate => gate.Metric == asked.Value))
            yield return DiagnosticCatalog.MetricNotMeasured.At(
                asked.Span, asked.Value, GateJudge.Missing(MetricCatalog.Find(asked.Value)!),
                ResultLine.LeadMetric(entry, record) ?? MetricCatalog.Size.Name);
    }

    /// <summary>What a method never cuts is no news of a run: the plan and the reports say it.</summary>
    private static bool IsByDesign(Diagnostic note) =>
        note is { Severity: Severity.Message } && note.Code == DiagnosticCatalog.CriterionUnfit.Code;

    /// <summary>How many records calibrate and validate: of one file, which the same seed shuffles, each takes a run of its own.</summary>
    private static int Shared(PruneManifest manifest, ModelEntry entry, RecordCounts records) =>
        entry.Data is { Calibration: { } one, Validation: { } other }
        && manifest.Resolve(one.File.Value) == manifest.Resolve(other.File.Value)
            ? Common(one.Skip?.Value ?? 0, records.Calibration, other.Skip?.Value ?? 0, records.Validation)
            : 0;

    private static int Common(int first, int count, int otherFirst, int otherCount) =>
        Math.Max(0, Math.Min(first + count, otherFirst + otherCount) - Math.Max(first, otherFirst));
}
