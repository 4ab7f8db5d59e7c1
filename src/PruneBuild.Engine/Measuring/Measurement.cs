using PruneBuild.Engine.Measuring.Statistics;

namespace PruneBuild.Engine.Measuring;

/// <summary>One metric of the pruned model, and of the original where it has one.</summary>
/// <param name="Metric">Name of the metric as gates spell it: <c>accuracy</c>, <c>top-5</c>, <c>size</c>.</param>
/// <param name="Original">The original's; null for metrics that compare the two models (agreement, cosine, …).</param>
/// <param name="Pruned">The pruned model's.</param>
/// <param name="SurestRatio">For latency: the smallest ratio pruned/original that the rank test supports at 95 %; else null.</param>
/// <param name="IsDisturbed">For latency: true when other work had the processor meanwhile, so that the times are doubtful.</param>
public sealed record Measurement(
    string Metric, Estimate? Original, Estimate Pruned, double? SurestRatio = null, bool IsDisturbed = false)
{
    /// <summary>True when it is another with every run.</summary>
    public bool IsTime => MetricCatalog.Find(Metric) is { IsTime: true };

    /// <summary>The range that the pruned model's true value lies in with this confidence, inside what the metric can be.</summary>
    public Interval Interval(double confidence)
    {
        var interval = Pruned.Interval(confidence);
        // Normal intervals know nothing of the ends of a scale. Where no spread is known nothing is.
        return double.IsFinite(interval.Low) && Pruned.Kind != EstimateKind.Exact && MetricCatalog.Find(Metric)?.Scale is { } scale
            ? new(Math.Max(scale.Low, interval.Low), Math.Min(scale.High, interval.High))
            : interval;
    }
}
