using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Measuring;

namespace PruneBuild.Engine.Gates;

/// <summary>What must hold for a metric of the pruned model.</summary>
/// <param name="Metric">Name in <see cref="MetricCatalog" />.</param>
/// <param name="Limits">The limits, in the manifest's order; not empty, each kind at most once.</param>
/// <param name="Confidence">With it the bad end of this interval must hold, not the value; strictly between 0 and 1.</param>
/// <param name="Span">Place of the gate's name.</param>
public sealed record Gate(string Metric, ValueList<GateLimit> Limits, Located<double>? Confidence, SourceSpan Span)
{
    /// <summary>True when the metric is about what the model answers, and not about what it costs.</summary>
    public bool JudgesAnswers => MetricCatalog.Find(Metric)!.Needs != MetricNeeds.Models;

    /// <summary>True when the metric is another with every run.</summary>
    public bool JudgesTimes => MetricCatalog.Find(Metric)!.IsTime;
}
