using PruneBuild.Engine.Pruning.Latency;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Planning;

namespace PruneBuild.Engine.Pruning;

/// <summary>A step with what it cuts.</summary>
/// <param name="Prepared">The step up to its budget.</param>
/// <param name="Plan">What stays.</param>
internal sealed record PlannedStep(PreparedStep Prepared, PrunePlan Plan)
{
    /// <summary>What can be cut.</summary>
    public AnalysedModel Analysed => Prepared.Analysed;

    /// <summary>Kept sets of falling size with their losses, group by group.</summary>
    public IReadOnlyList<GroupChoices> Choices => Prepared.Choices;

    /// <summary>The plan's times; null when the budget is none.</summary>
    public LatencyPlan? Latency { get; init; }

    /// <summary>What its sizes save; null when the budget is no time.</summary>
    public TimedSizes? Timed { get; init; }
}
