using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Planning;

/// <summary>Divides a budget among groups.</summary>
public static class Planner
{
    /// <summary>Picks one choice for every group so that the budget holds.</summary>
    /// <param name="structure">Groups and costs.</param>
    /// <param name="choices">Of the groups that may be cut; the others stay whole.</param>
    /// <param name="budget">How far.</param>
    /// <param name="options">By which rule.</param>
    /// <returns>The plan, and whether it meets the budget: false when even the smallest choices cost more; the plan is then the smallest.</returns>
    public static Allocation Allocate(
        ModelStructure structure, IReadOnlyList<GroupChoices> choices, Budget budget, AllocationOptions options)
    {
        var rounded = choices.Select(group => Rounded(structure.Group(group.GroupId), group, options.RoundTo)).ToArray();
        if (budget is Budget.Units units)
            return new Allocation(UniformAllocation.AtShare(structure, rounded, units.Removed), true);
        var limit = new CostLimit(structure.Cost, budget);
        var steps = options.Kind switch
        {
            AllocationKind.Uniform => UniformAllocation.Steps(structure, rounded),
            AllocationKind.Standardized => StandardizedAllocation.Steps(rounded),
            _ => GlobalAllocation.Steps(structure, rounded, limit.Kind),
        };
        return StepSearch.Shortest(structure, rounded, steps, limit);
    }

    /// <summary>Leaves the full choice and those whose size is a multiple of the rounding.</summary>
    private static GroupChoices Rounded(PruneGroup group, GroupChoices choices, int roundTo) => roundTo <= 1
        ? choices
        : choices with
        {
            Choices = choices.Choices.Where(choice => choice.Kept.Count == group.Units || choice.Kept.Count % roundTo == 0).ToValueList(),
        };
}

/// <summary>A plan and whether it meets its budget.</summary>
public sealed record Allocation(PrunePlan Plan, bool MeetsBudget);
