using PruneBuild.Diagnostics;
using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Measuring.Statistics;

namespace PruneBuild.Engine.Gates;

/// <summary>Whether one limit of a gate holds, with everything that a report needs to say why.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Limit">The limit.</param>
/// <param name="Bound">What the limit comes to, in the metric's unit: 0.8799 for <c>max-drop: 0.01</c> of 0.8899.</param>
/// <param name="Value">The pruned model's value.</param>
/// <param name="Judged">What was compared with the bound: the value, the bad end of its interval, or what a rank test supports.</param>
/// <param name="Original">The original's value; null for metrics that compare the two models, and when it was not measured.</param>
/// <param name="Interval">The value's interval; null for numbers that are counted.</param>
/// <param name="IntervalConfidence">Confidence of the interval: the gate's own, else 95 %.</param>
/// <param name="Records">Records that it was measured on; 0 for none.</param>
/// <param name="Holds">True when the limit holds.</param>
/// <param name="IsDisturbed">True for times that were measured while the machine did other work.</param>
public sealed record GateVerdict(
    Metric Metric,
    GateLimit Limit,
    double Bound,
    double Value,
    double Judged,
    double? Original,
    Interval? Interval,
    double IntervalConfidence,
    long Records,
    bool Holds,
    bool IsDisturbed = false)
{
    /// <summary>Where the limit stands in prune.yaml.</summary>
    public SourceSpan Span => Limit.Span;

    /// <summary>How far the original is on the wrong side of a limit that does not speak of it; 0 or less where it holds.</summary>
    public double OriginalMiss => (Limit.Kind, Original) switch
    {
        (LimitKind.Min, { } original) => Bound - original,
        (LimitKind.Max, { } original) => original - Bound,
        _ => 0,
    };

    /// <summary>The verdict in words, without the name of the gate and without a full stop.</summary>
    public string Message => VerdictWords.Of(this);

    /// <summary>PB4001 at the limit's place when it does not hold; else null.</summary>
    /// <param name="masks">True when all that was pruned are masks.</param>
    public Diagnostic? Failure(bool masks) =>
        Holds ? null : DiagnosticCatalog.GateFailed.At(Span, Metric.Name, Message, VerdictWords.WayOut(this, masks));
}
