using PruneBuild.Diagnostics;
using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Measuring.Statistics;

namespace PruneBuild.Engine.Gates;

/// <summary>Holds measurements against gates. Pure: stored measurements can be judged again under changed gates.</summary>
public static class GateJudge
{
    /// <summary>Confidence of the intervals that reports show where a gate asks for none.</summary>
    public const double ShownConfidence = 0.95;

    /// <summary>Judges every limit of every gate.</summary>
    /// <param name="gates">The gates of a model.</param>
    /// <param name="measurements">What was measured, each metric at most once.</param>
    public static GateReport Judge(IReadOnlyList<Gate> gates, IReadOnlyList<Measurement> measurements)
    {
        var verdicts = new List<GateVerdict>();
        var unjudged = new List<Diagnostic>();
        foreach (var gate in gates)
        {
            var metric = MetricCatalog.Find(gate.Metric) ?? throw new ArgumentException($"'{gate.Metric}' is not a metric.", nameof(gates));
            var measurement = measurements.FirstOrDefault(measurement => measurement.Metric == gate.Metric);
            if (measurement is null)
                unjudged.Add(DiagnosticCatalog.GateNotMeasured.At(gate.Span, gate.Metric, Missing(metric)));
            else
                Judge(gate, metric, measurement, verdicts, unjudged);
        }

        return new GateReport(verdicts.ToValueList(), unjudged.ToValueList());
    }

    private static void Judge(Gate gate, Metric metric, Measurement measurement, List<GateVerdict> verdicts, List<Diagnostic> unjudged)
    {
        foreach (var limit in gate.Limits)
        {
            if (Obstacle(metric, limit, measurement) is { } obstacle)
                unjudged.Add(DiagnosticCatalog.GateNotMeasured.At(limit.Span, gate.Metric, obstacle));
            else
                verdicts.Add(Judge(gate, metric, limit, measurement));
        }
    }

    private static GateVerdict Judge(Gate gate, Metric metric, GateLimit limit, Measurement measurement)
    {
        var pruned = measurement.Pruned;
        var confidence = gate.Confidence?.Value ?? ShownConfidence;
        var interval = pruned.Kind == EstimateKind.Exact ? null : measurement.Interval(confidence);
        var judged = Judged(gate, metric, limit, measurement, interval);
        var bound = Bound(limit, measurement.Original?.Value ?? metric.Ideal);
        return new GateVerdict(
            metric, limit, bound, pruned.Value, judged, measurement.Original?.Value, interval, confidence, pruned.Records,
            Holds(limit.Kind, judged, bound), measurement.IsDisturbed);
    }

    /// <summary>The number that must hold: what is least favourable of what the measurement supports.</summary>
    private static double Judged(Gate gate, Metric metric, GateLimit limit, Measurement measurement, Interval? interval)
    {
        if (NeedsRankTest(metric, limit))
            return measurement.SurestRatio!.Value * measurement.Original!.Value;
        if (interval is null || (gate.Confidence is null && !metric.IsTime))
            return measurement.Pruned.Value;
        return IsLowerBound(limit.Kind) ? interval.Low : interval.High;
    }

    private static double Bound(GateLimit limit, double? original)
    {
        var distance = limit.IsShare ? limit.Amount * Math.Abs(original!.Value) : limit.Amount;
        return limit.Kind switch
        {
            LimitKind.Min or LimitKind.Max => limit.Amount,
            LimitKind.MaxDrop => original!.Value - distance,
            LimitKind.MaxRise => original!.Value + distance,
            LimitKind.MaxRatio => original!.Value * limit.Amount,
            _ => throw new ArgumentOutOfRangeException(nameof(limit), limit.Kind, "Not a limit."),
        };
    }

    // Not a number is on neither side, so it never holds. The slack is for bounds that are sums, 0.9 - 0.02 against 0.88.
    private static bool Holds(LimitKind kind, double judged, double bound)
    {
        var slack = 1e-12 * Math.Max(1, Math.Abs(bound));
        return IsLowerBound(kind) ? judged >= bound - slack : judged <= bound + slack;
    }

    private static bool IsLowerBound(LimitKind kind) => kind is LimitKind.Min or LimitKind.MaxDrop;

    private static bool IsRelative(LimitKind kind) => kind is LimitKind.MaxDrop or LimitKind.MaxRise or LimitKind.MaxRatio;

    /// <summary>Single timings say little: a claim against the original's time must pass a rank test on interleaved runs, and a number of
    /// milliseconds is judged on the bad end of the median's interval.</summary>
    internal static bool NeedsRankTest(Metric metric, GateLimit limit) => metric.IsTime && IsRelative(limit.Kind);

    private static string? Obstacle(Metric metric, GateLimit limit, Measurement measurement)
    {
        if (IsRelative(limit.Kind) && measurement.Original is null && metric.Ideal is null)
            return $"'{LimitWords.Of(limit.Kind)}' compares with the original, which was not measured; run 'dotnet prune check --measure'";
        return NeedsRankTest(metric, limit) && measurement.SurestRatio is null
            ? $"'{LimitWords.Of(limit.Kind)}' needs interleaved runs of both models, and there are none; run 'dotnet prune check --measure'"
            : null;
    }

    /// <summary>What a metric's measurement needs, as the reason why there is none.</summary>
    internal static string Missing(Metric metric) => metric.Needs switch
    {
        MetricNeeds.Labels when metric == MetricCatalog.TopFive => "it needs a model of more than five classes, and validation records "
            + "with labels, named with 'validation' and 'label' under 'data'",
        MetricNeeds.Labels when metric.Labels == LabelKind.Numbers => "it needs a model that answers one number for each record, and "
            + "validation records with numbers as labels, named with 'validation' and 'label' under 'data'",
        MetricNeeds.Labels => "it needs validation records with labels; name them with 'validation' and 'label' under 'data', "
            + "or gate on 'agreement', which needs no labels",
        MetricNeeds.Records when metric == MetricCatalog.Perplexity => "it needs records of at least two tokens, named with 'validation' "
            + "under 'data', and a model that scores each next token without seeing it; any other is gated on 'agreement' or 'kl'",
        MetricNeeds.Records when metric == MetricCatalog.MeanAbsoluteError => "it needs records, named with 'validation' under 'data', and "
            + "a model that answers each with numbers, not with words or a map",
        MetricNeeds.Records => "it needs records, named with 'validation' under 'data', and a model that answers each with scores, not "
            + "with words or a map; where it answers one number, gate on 'mean-absolute-error'",
        MetricNeeds.Models when metric == MetricCatalog.CompressedSize =>
            "the gate came after the pruning; 'dotnet prune run' counts it, and prunes nothing for it",
        MetricNeeds.Models => "it was not measured in this run; run 'dotnet prune check --measure'",
        _ => throw new ArgumentOutOfRangeException(nameof(metric), metric.Needs, "Not a need."),
    };
}
