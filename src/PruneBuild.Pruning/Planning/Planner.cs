using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Planning;

/// <summary>Divides a budget among groups.</summary>
public static class Planner
{
    /// <summary>From so many features on, a multiple of <see cref="KernelWidth" /> moves a size by less than one part in sixty.</summary>
    private const int Wide = 1024;

    /// <summary>Columns that kernels of matrix products on processors work on at a time (four vectors of four floats,
    /// two of eight or one of sixteen).</summary>
    private const int KernelWidth = 16;

    /// <summary>Channels that ONNX Runtime's kernels of convolutions work on at a time (16 with AVX-512). A model of which other numbers
    /// are left can be slower than the original.</summary>
    private const int ChannelBlock = 8;

    /// <summary>Picks one choice for every group so that the budget holds.</summary>
    /// <param name="structure">Groups and costs.</param>
    /// <param name="choices">Of the groups that may be cut; the others stay whole.</param>
    /// <param name="budget">How far.</param>
    /// <param name="options">By which rule.</param>
    /// <returns>The plan, and whether it meets the budget: false when even the smallest choices cost more;
    /// the plan is then the smallest.</returns>
    public static Allocation Allocate(
        ModelStructure structure, IReadOnlyList<GroupChoices> choices, Budget budget, AllocationOptions options)
    {
        // A share of units is met as it is asked for.
        var sizes = budget is Budget.Units ? options with { RoundTo = options.RoundTo ?? 1 } : options;
        var rounded = choices.Select(group => Within(structure.Group(group.GroupId), group, sizes)).ToArray();
        if (budget is Budget.Units units)
            return new Allocation(UniformAllocation.AtShare(structure, rounded, units.Removed), true);
        var limit = new CostLimit(structure.Cost, budget);
        return options.Kind switch
        {
            AllocationKind.Exact => ExactAllocation.Of(structure, rounded, limit),
            AllocationKind.Uniform => Shortest(UniformAllocation.Steps(structure, rounded)),
            AllocationKind.Standardized => Shortest(StandardizedAllocation.Steps(rounded, byFeatures: false)),
            AllocationKind.StandardizedFeatures => Shortest(StandardizedAllocation.Steps(rounded, byFeatures: true)),
            _ => StepSearch.Refilled(structure, rounded, GlobalAllocation.Steps(structure, rounded, limit.Kind), limit),
        };

        Allocation Shortest(IReadOnlyList<AllocationStep> steps) => StepSearch.Shortest(structure, rounded, steps, limit);
    }

    /// <summary>True when a plan costs no more than a budget of a cost allows, whoever made it; a budget of time or units says nothing of
    /// costs.</summary>
    public static bool Holds(ModelStructure structure, PrunePlan plan, Budget budget) =>
        budget is not (Budget.Share or Budget.Absolute)
        || new CostLimit(structure.Cost, budget).Holds(structure.Cost.Sizes(plan.KeptCounts()));

    /// <summary>Leaves the full choice and those whose features are a multiple of the rounding and whose units are not below the least.
    /// Residual branches stay or go whole whatever the options say, and settled groups stay as they are: they would go whole at no loss,
    /// since their one choice has no other to tell by what units cost.</summary>
    public static GroupChoices Within(PruneGroup group, GroupChoices choices, AllocationOptions options)
    {
        if (group.Kind == StructureKind.Layers || choices.IsSettled)
            return choices;
        var own = OwnMultiple(group);
        var multiple = group.UnitsOf(options.RoundTo ?? own);
        // A budget that only the smallest sizes meet stays within reach.
        var few = options.RoundTo is null && own == ChannelBlock ? multiple : 0;
        var all = options.KeepAtLeast == 0 && group.Ends.Count > 0 ? WithNothing(choices) : choices;
        return all with
        {
            Choices = all.Choices.Where(choice => choice.Kept.Count == group.Units
                || ((choice.Kept.Count % multiple == 0 || choice.Kept.Count < few) && choice.Kept.Count >= options.KeepAtLeast))
                .ToValueList(),
        };
    }

    private static int OwnMultiple(PruneGroup group) =>
        group.Units * group.UnitWidth >= Wide ? KernelWidth : group.Units >= 2 * ChannelBlock && IsOfChannels(group) ? ChannelBlock : 1;

    private static bool IsOfChannels(PruneGroup group) => group.Kind == StructureKind.Channels
        || (group.Kind == StructureKind.Width && group.Consumers.Any(consumer => consumer.Kind == ConsumerKind.Convolution));

    /// <summary>Criteria say what a cut costs down to one unit. The last one is taken to cost at least as much as any before it, one by
    /// one; the only one its score, and where the criterion has none it stays: nobody says what is lost.</summary>
    private static GroupChoices WithNothing(GroupChoices choices)
    {
        if (choices.Choices[^1].Kept.Count == 0 || (choices.Choices.Count == 1 && choices.Scale is null))
            return choices;
        var steps = choices.Choices.Zip(choices.Choices.Skip(1), (a, b) => (b.Loss - a.Loss) / (a.Kept.Count - b.Kept.Count));
        var (smallest, worst) = (choices.Choices[^1], steps.DefaultIfEmpty(choices.Scale?.Mean ?? 0).Max());
        return choices with { Choices = [.. choices.Choices, new Choice([], smallest.Loss + (worst * smallest.Kept.Count))] };
    }
}

/// <summary>A plan and whether it meets its budget.</summary>
public sealed record Allocation(PrunePlan Plan, bool MeetsBudget);
