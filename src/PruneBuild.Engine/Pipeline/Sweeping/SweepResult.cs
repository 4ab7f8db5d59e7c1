using PruneBuild.Engine.Gates;
using PruneBuild.Engine.Manifest;

namespace PruneBuild.Engine.Pipeline.Sweeping;

/// <summary>The trials of a sweep so far.</summary>
/// <param name="Model">The model.</param>
/// <param name="Basis">Hash of what the trials have in common, as the report has it.</param>
/// <param name="Metric">The metric that the curve shows.</param>
/// <param name="Gates">The gates that trials were judged by.</param>
/// <param name="Trials">In the order in which they were run.</param>
public sealed record SweepResult(string Model, string Basis, string Metric, ValueList<Gate> Gates, ValueList<SweepTrial> Trials)
{
    /// <summary>A sweep of which no trial is done.</summary>
    internal static SweepResult Begin(ModelEntry entry, ModelFingerprint print) => new(entry.Name.Value, print.Basis, ModelSweep.LeadMetric(entry), entry.Gates, []);

    /// <summary>The original's value of the metric; null when no trial measured it.</summary>
    public double? Original => Trials.Select(trial => trial.Record?.Find(Metric)?.Original?.Value).FirstOrDefault(value => value is not null);

    /// <summary>With one more trial.</summary>
    public SweepResult With(SweepTrial trial) => this with { Trials = [.. Trials, trial] };

    /// <summary>True when no other trial removes as much or more and answers as well or better, one of the two strictly.</summary>
    public bool IsOnFront(SweepTrial trial)
    {
        var sign = MetricCatalog.Find(Metric)!.IsHigherBetter ? 1 : -1;
        return trial.Value(Metric) is { } value && !Trials.Any(other => other.Value(Metric) is { } better
            && other.Removed >= trial.Removed && sign * better >= sign * value
            && (other.Removed > trial.Removed || sign * better > sign * value));
    }
}

/// <summary>One trial.</summary>
/// <param name="Method">The method.</param>
/// <param name="Asked">What was to go, in words.</param>
/// <param name="Record">What came of it; null when it failed.</param>
/// <param name="Holds">True when every gate of the manifest would hold.</param>
/// <param name="Problem">Why it failed; null when it did not.</param>
public sealed record SweepTrial(string Method, string Asked, PruneRecord? Record, bool Holds, string? Problem)
{
    /// <summary>Share of the FLOPs that went; null when the trial failed.</summary>
    public double? Removed => Record?.Find("flops") is { Original: { Value: > 0 } original } flops ? 1 - (flops.Pruned.Value / original.Value) : null;

    /// <summary>The pruned model's value of a metric; null when it was not measured.</summary>
    public double? Value(string metric) => Record?.Find(metric)?.Pruned.Value;
}
