using PruneBuild.Engine.Measuring.Statistics;

namespace PruneBuild.Engine.Measuring;

/// <summary>One metric of the pruned model, and of the original where it has one.</summary>
/// <param name="Metric">Name of the metric as gates spell it: <c>accuracy</c>, <c>top-5</c>, <c>size</c>.</param>
/// <param name="Original">The original's; null for metrics that compare the two models (agreement, cosine, …).</param>
/// <param name="Pruned">The pruned model's.</param>
/// <param name="SurestRatio">For latency: the smallest ratio pruned/original that the rank test supports at 95 %; else null.</param>
public sealed record Measurement(string Metric, Estimate? Original, Estimate Pruned, double? SurestRatio = null);
