using PruneBuild.Diagnostics;
using PruneBuild.Inference.Latency;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Planning.Latency;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Pruning.Latency;

/// <summary>Plans for a time: a knapsack over tables, and a run of what it picked to see whether the time is met.</summary>
/// <remarks>
/// What single groups save adds up only nearly (fused operators, caches, channels that two groups share), so that the plan is timed against
/// the whole model, and the tables' scale corrected, until a plan takes at most the time asked for and not much less.
/// </remarks>
internal static class LatencyPlanner
{
    private const int MostRounds = 5;
    private const double GoodEnough = 0.03;

    /// <summary>Plans.</summary>
    /// <param name="probe">Times cuts.</param>
    /// <param name="structure">Groups.</param>
    /// <param name="choices">Of the groups that may be cut.</param>
    /// <param name="tables">What their sizes save.</param>
    /// <param name="budget">A <see cref="Budget.LatencyShare" /> or a <see cref="Budget.LatencyLimit" />.</param>
    /// <param name="options">What else sizes keep to.</param>
    /// <param name="place">Of the budget, for messages.</param>
    /// <returns>Of the plans that take no longer than asked for, the one of least loss;
    /// or PB3052 with what the fastest plan saves.</returns>
    public static Result<LatencyPlan> Plan(
        LatencyProbe probe, ModelStructure structure, IReadOnlyList<GroupChoices> choices, LatencyTables tables, Budget budget,
        AllocationOptions options, SourceSpan? place)
    {
        var rounded = Rounded(structure, choices, tables, options);
        var target = Target(budget, tables.FullMilliseconds);
        if (target >= 1)
            return Result<LatencyPlan>.Ok(
                new LatencyPlan(PrunePlan.Empty, tables.FullMilliseconds, tables.FullMilliseconds, 1, tables.RoundTo));
        var (tried, asked) = (new List<LatencyPlan>(), 1 - target);
        for (var round = 0; round < MostRounds; round++)
        {
            var allocation = LatencyKnapsack.Allocate(structure, rounded, tables, asked * tables.FullMilliseconds);
            var measured = probe.CompareShipped(allocation.Plan, LatencyProbe.Thorough);
            if (!measured.IsOk)
                return measured.As<LatencyPlan>();
            tried.Add(LatencyPlan.Of(allocation.Plan, measured.Value, tables));
            var isSmallest = !allocation.MeetsBudget;
            if ((measured.Value.Ratio <= target && measured.Value.Ratio >= target - GoodEnough)
                || (isSmallest && measured.Value.Ratio > target))
                break;
            // A little more than is missing, so that noise does not cost a round.
            asked *= Correction(target, measured.Value.Ratio, GoodEnough / 3);
        }

        if (tried.Where(plan => plan.MeasuredRatio <= target).MinBy(plan => plan.Plan.Groups.Sum(group => group.Loss)) is { } best)
            return Result<LatencyPlan>.Ok(best);
        var fastest = tried.MinBy(plan => plan.MeasuredRatio)!;
        return Result<LatencyPlan>.Fail(BudgetMiss.OfTime(place, fastest.MeasuredRatio, target, structure, fastest.Plan, options));
    }

    /// <summary>The sizes that the tables' rounding and the options leave.</summary>
    public static GroupChoices[] Rounded(
        ModelStructure structure, IReadOnlyList<GroupChoices> choices, LatencyTables tables, AllocationOptions options) =>
        [.. choices.Select(group => Planner.Within(structure.Group(group.GroupId), group, options with { RoundTo = tables.RoundTo }))];

    /// <summary>How many times as much to ask the tables for: what was promised and what came of it tell.</summary>
    /// <param name="target">The share of the time that may be left.</param>
    /// <param name="measured">The share that was left.</param>
    /// <param name="margin">Share of the time to save beyond the target.</param>
    public static double Correction(double target, double measured, double margin) =>
        (1 - target + margin) / Math.Max(1 - measured, 0.1 * (1 - target));

    /// <summary>The share of the time that may be left.</summary>
    public static double Target(Budget budget, double fullMilliseconds) => budget switch
    {
        Budget.LatencyShare share => 1 - share.Removed,
        Budget.LatencyLimit limit => limit.Milliseconds / fullMilliseconds,
        _ => throw new ArgumentOutOfRangeException(nameof(budget), budget, "Not a time."),
    };
}

/// <summary>A plan for a time.</summary>
/// <param name="Plan">What stays.</param>
/// <param name="OriginalMilliseconds">Median of the whole model, measured in turn with the plan.</param>
/// <param name="PredictedMilliseconds">What the tables say of the plan, of a model as fast as the whole one was then:
/// tables are made earlier, when the machine may have been slower.</param>
/// <param name="MeasuredRatio">Median of the plan over median of the whole model.</param>
/// <param name="RoundTo">The multiple that sizes have.</param>
public sealed record LatencyPlan(
    PrunePlan Plan, double OriginalMilliseconds, double PredictedMilliseconds, double MeasuredRatio, int RoundTo)
{
    /// <summary>A plan that was timed in turn with the whole model.</summary>
    internal static LatencyPlan Of(PrunePlan plan, LatencyComparison measured, LatencyTables tables) =>
        new(
            plan, measured.First.MedianMilliseconds,
            measured.First.MedianMilliseconds * tables.Predict(plan.KeptCounts()) / tables.FullMilliseconds,
            measured.Ratio, tables.RoundTo);
}
