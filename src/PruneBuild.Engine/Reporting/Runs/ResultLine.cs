using PruneBuild.Engine.Gates;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Pipeline.Outcomes;
using PruneBuild.Engine.Pipeline.Records;

namespace PruneBuild.Engine.Reporting.Runs;

/// <summary>A model's result in one line.</summary>
public static class ResultLine
{
    /// <summary><c>sentiment: osscar, 50 % of FLOPs: accuracy 0.911 → 0.905 (gate ≥ 0.90 holds), 1.9× faster, 63 → 34 MB</c>.</summary>
    /// <param name="outcome">What came of the model.</param>
    /// <param name="placed">False where the run failed, so that what was made is not put into place.</param>
    public static string Of(ModelOutcome outcome, bool placed = true)
    {
        var name = outcome.Entry.Name.Value;
        if (outcome.Record is not { } record)
            return $"{name}: the original ships";
        var end = !placed ? "; not put into place" : outcome.ShipsOriginal ? "; the original ships" : outcome.Work switch
        {
            WorkDone.None => "; already pruned",
            WorkDone.Restored => "; from the cache",
            _ => "",
        };
        return $"{name}: {record.Method}: {string.Join(", ", Parts(outcome, record))}{end}";
    }

    /// <summary>The metric that a report leads with: the first of <see cref="LeadMetrics" /> that was measured, or null.</summary>
    public static string? LeadMetric(ModelEntry entry, PruneRecord? record) =>
        LeadMetrics(entry).FirstOrDefault(metric => record?.Find(metric) is not null);

    /// <summary>What a report may lead with, best first: the manifest's metric, those of gates on answers, agreement.</summary>
    public static IEnumerable<string> LeadMetrics(ModelEntry entry)
    {
        var gated = entry.Gates.Where(gate => gate.JudgesAnswers).Select(gate => gate.Metric);
        return new[] { entry.Metric?.Value }.Concat(gated).Append(MetricCatalog.Agreement.Name).OfType<string>();
    }

    /// <summary>What a model's gates on a metric came to: <c>gate ≥ 0.90 holds</c>; null without a gate.</summary>
    public static string? Verdict(GateReport gates, string metric)
    {
        var verdicts = gates.Verdicts.Where(verdict => verdict.Metric.Name == metric).ToArray();
        if (verdicts.Length == 0)
            return null;
        var failed = verdicts.Where(verdict => !verdict.Holds).ToArray();
        var shown = failed.Length > 0 ? failed : verdicts;
        var verb = (failed.Length > 0, shown.Length > 1) switch
        {
            (true, true) => "fail",
            (true, false) => "fails",
            (false, true) => "hold",
            (false, false) => "holds",
        };
        return $"gate{(shown.Length > 1 ? "s" : "")} {string.Join(", ", shown.Select(verdict => Limit(verdict.Limit)))} {verb}";
    }

    /// <summary><c>≥ 0.90</c>, <c>drop ≤ 0.01</c>.</summary>
    public static string Limit(GateLimit limit) => limit.Kind switch
    {
        LimitKind.Min => $"≥ {limit.Text}",
        LimitKind.Max => $"≤ {limit.Text}",
        LimitKind.MaxDrop => $"drop ≤ {limit.Text}",
        LimitKind.MaxRise => $"rise ≤ {limit.Text}",
        LimitKind.MaxRatio => $"ratio ≤ {limit.Text}",
        _ => throw new ArgumentOutOfRangeException(nameof(limit), limit.Kind, "Not a limit."),
    };

    /// <summary>The metric that leads, speed, size, and whatever else has a gate, each with its gates.</summary>
    private static IEnumerable<string> Parts(ModelOutcome outcome, PruneRecord record)
    {
        var lead = LeadMetric(outcome.Entry, outcome.Record);
        if (lead is not null)
        {
            var onWhat = MetricCatalog.Find(lead)!.Needs == MetricNeeds.Models ? "" : record.Records.Origin switch
            {
                RecordOrigin.Validation => "",
                RecordOrigin.Calibration => " on calibration records",
                RecordOrigin.Random => " on random input",
                _ => throw new ArgumentOutOfRangeException(nameof(record), record.Records.Origin, "Not an origin."),
            };
            yield return $"{lead} {MetricText.Change(record.Find(lead)!)}{onWhat}{Judged(lead)}";
        }

        if (record.Find(MetricCatalog.Latency) is { } latency)
            yield return MetricText.Speed(latency) + Judged(MetricCatalog.Latency.Name);
        if (record.Find(MetricCatalog.Size) is { } size)
            yield return MetricText.Change(size) + Judged(MetricCatalog.Size.Name);
        var gated = outcome.Gates.Verdicts.Select(verdict => verdict.Metric.Name).Distinct();
        foreach (var other in gated.Except([lead ?? "", MetricCatalog.Latency.Name, MetricCatalog.Size.Name]))
            yield return $"{other} {MetricText.Change(record.Find(other)!)}{Judged(other)}";

        string Judged(string metric) => Verdict(outcome.Gates, metric) is { } verdict ? $" ({verdict})" : "";
    }
}
