using PruneBuild.Diagnostics;
using PruneBuild.Engine.Gates;
using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Pipeline.Fingerprints;
using PruneBuild.Engine.Pipeline.Records;
using PruneBuild.Engine.Reporting.Runs;

namespace PruneBuild.Engine.Pipeline.Sweeping;

/// <summary>The trials of a sweep so far.</summary>
/// <param name="Model">The model.</param>
/// <param name="Basis">Hash of what the trials have in common, as the report has it.</param>
/// <param name="Masks">True when single weights are swept rather than structures, as <see cref="SweepGrid.Masks" /> has it.</param>
/// <param name="Metrics">What the curve may show, best first; not empty.</param>
/// <param name="Gates">The gates that trials were judged by.</param>
/// <param name="Trials">In the order in which they were run.</param>
public sealed record SweepResult(
    string Model, string Basis, bool Masks, ValueList<string> Metrics, ValueList<Gate> Gates, ValueList<SweepTrial> Trials)
{
    /// <summary>A sweep of which no trial is done.</summary>
    internal static SweepResult Begin(SweepRequest request, ModelFingerprint print)
    {
        var entry = request.Entry;
        var metrics = ResultLine.LeadMetrics(entry).ToValueList();
        return new(entry.Name.Value, print.Basis, request.Grid.Masks, metrics, entry.Gates, []) { Planned = request.Points };
    }

    /// <summary>The trials that were asked for.</summary>
    public ValueList<SweepPoint> Planned { get; init; } = [];

    /// <summary>Those of them that are not done: the sweep goes on, or was stopped.</summary>
    public IEnumerable<SweepPoint> Pending => Planned.Where(
        point => !Trials.Any(trial => trial.Method == point.Method && trial.Asked == point.Removal.Text));

    /// <summary>The metric that the curve shows: the first that a trial measured.</summary>
    public string Metric => Metrics.FirstOrDefault(metric => Trials.Any(trial => trial.Value(metric) is not null)) ?? Metrics[0];

    /// <summary>The original's value of the metric; null when no trial measured it.</summary>
    public double? Original =>
        Trials.Select(trial => trial.Record?.Find(Metric)?.Original?.Value).FirstOrDefault(value => value is not null);

    /// <summary>What trials remove a share of: <c>FLOPs</c>, or <c>weights</c> where masks set them to zero.</summary>
    public string Removes => Masks ? "weights" : "FLOPs";

    /// <summary>Why trials failed, each reason once: as errors where every trial did, else as warnings.</summary>
    public IReadOnlyList<Diagnostic> Failures => [.. Trials.Select(Failure).OfType<Diagnostic>().Distinct()];

    /// <summary>Why a trial failed: an error where every trial did, else a warning; null where it did not.</summary>
    public Diagnostic? Failure(SweepTrial trial) => trial.Problem is { } problem
        ? problem with { Severity = Trials.All(other => other.Record is null) ? Severity.Error : Severity.Warning }
        : null;

    /// <summary>Share of the FLOPs that went, or of the weights that could have been masked; null when the trial failed.</summary>
    /// <remarks>It is what is swept that decides: a step that follows may mask what the swept one cuts.</remarks>
    public double? Removed(SweepTrial trial) => Masks ? trial.Masked : trial.Cut;

    /// <summary>True when every gate would hold, false when one would not or the trial failed; null without gates, and where those that
    /// could be judged hold and others could not.</summary>
    public bool? Holds(SweepTrial trial) => trial.Record is null || trial.Failing(Gates).Any() ? false
        : Gates.Count == 0 || trial.Unjudged(Gates).Any() ? null
        : true;

    /// <summary>With one more trial.</summary>
    public SweepResult With(SweepTrial trial) => this with { Trials = [.. Trials, trial] };

    /// <summary>True when no other trial removes as much or more, to a percent as tables show it, and answers as well or better,
    /// one of the two strictly.</summary>
    public bool IsOnFront(SweepTrial trial)
    {
        var metric = Metric;
        var sign = MetricCatalog.Find(metric)!.IsHigherBetter ? 1 : -1;
        return trial.Value(metric) is { } value && !Trials.Any(other => other.Value(metric) is { } better
            && Rounded(other) >= Rounded(trial) && sign * better >= sign * value
            && (Rounded(other) > Rounded(trial) || sign * better > sign * value));

        // The same budget asked of two methods comes out a little different, by what each rounds.
        double? Rounded(SweepTrial trial) => Removed(trial) is { } removed ? Math.Round(removed, 2) : null;
    }
}

/// <summary>One trial.</summary>
/// <param name="Method">The method.</param>
/// <param name="Asked">What was to go, in words.</param>
/// <param name="Record">What came of it; null when it failed.</param>
/// <param name="Problem">Why it failed; null when it did not.</param>
public sealed record SweepTrial(string Method, string Asked, PruneRecord? Record, Diagnostic? Problem)
{
    /// <summary>Share of the FLOPs that went; null when the trial failed.</summary>
    internal double? Cut => Record?.Find(MetricCatalog.Flops) is { Original: { Value: > 0 } original } flops
        ? 1 - (flops.Pruned.Value / original.Value)
        : null;

    /// <summary>Share of the weights that went of those that could; null when none could, or the trial failed.</summary>
    internal double? Masked => Record is { Masks.Count: > 0 } masked
        ? (double)masked.Masks.Sum(weight => weight.Zeros) / masked.Masks.Sum(weight => weight.Elements)
        : null;

    /// <summary>The metrics whose gates do not hold, each once.</summary>
    /// <param name="gates">The gates that the trial was judged by.</param>
    public IEnumerable<string> Failing(IEnumerable<Gate> gates) => Gated(gates, report => report.Verdicts.Any(verdict => !verdict.Holds));

    /// <summary>The metrics of gates that could not be judged, each once.</summary>
    /// <param name="gates">The gates that the trial was judged by.</param>
    public IEnumerable<string> Unjudged(IEnumerable<Gate> gates) => Gated(gates, report => report.Unjudged.Count > 0);

    /// <summary>The pruned model's value of a metric; null when it was not measured.</summary>
    public double? Value(string metric) => Record?.Find(metric)?.Pruned.Value;

    private IEnumerable<string> Gated(IEnumerable<Gate> gates, Func<GateReport, bool> came) => Record is null
        ? []
        : gates.Where(gate => came(GateJudge.Judge([gate], Record.Measured))).Select(gate => gate.Metric).Distinct();
}
