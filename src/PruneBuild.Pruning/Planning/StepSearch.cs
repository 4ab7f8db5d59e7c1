using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Planning;

/// <summary>Finds how many steps of a fixed order are needed to meet a limit. Cost falls with every step, so bisection finds it.</summary>
internal static class StepSearch
{
    /// <summary>The shortest beginning of the steps that meets the limit.</summary>
    public static Allocation Shortest(
        ModelStructure structure, IReadOnlyList<GroupChoices> choices, IReadOnlyList<AllocationStep> steps, CostLimit limit)
    {
        if (Fewest(structure, choices, steps, limit) is not { } count)
            return OutOfReach(structure, choices, steps);
        var picks = Picks(choices, steps, count);
        if (count > 0)
            TakeBack(structure, choices, steps[count - 1].Group, 0, picks, limit);
        return new Allocation(Plan(structure, choices, picks), true);
    }

    /// <summary>The same, and then what its last steps made needless comes back: a step that saves much (a head) is seldom needed as a
    /// whole, and small ones before it (neurons) fill the rest. From the last step back, as far as the limit holds.</summary>
    /// <remarks>Never more is removed, nor more lost, than by <see cref="Shortest" />. One evaluation of the cost for each choice that
    /// comes back.</remarks>
    public static Allocation Refilled(
        ModelStructure structure, IReadOnlyList<GroupChoices> choices, IReadOnlyList<AllocationStep> steps, CostLimit limit)
    {
        if (Fewest(structure, choices, steps, limit) is not { } count)
            return OutOfReach(structure, choices, steps);
        var (picks, before) = (Picks(choices, steps, count), Before(choices, steps, count));
        for (var last = count - 1; last >= 0; last--)
        {
            // A group that came back only in part has no room for its next choice: every later one is larger still.
            if (picks[steps[last].Group] == steps[last].Choice)
                TakeBack(structure, choices, steps[last].Group, before[last], picks, limit);
        }

        return new Allocation(Plan(structure, choices, picks), true);
    }

    /// <summary>How many steps meet the limit; null when all of them do not.</summary>
    private static int? Fewest(
        ModelStructure structure, IReadOnlyList<GroupChoices> choices, IReadOnlyList<AllocationStep> steps, CostLimit limit)
    {
        var (low, high) = (0, steps.Count);
        if (!limit.Holds(Units(structure, choices, Picks(choices, steps, high))))
            return null;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (limit.Holds(Units(structure, choices, Picks(choices, steps, middle))))
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }

    private static Allocation OutOfReach(
        ModelStructure structure, IReadOnlyList<GroupChoices> choices, IReadOnlyList<AllocationStep> steps) =>
        new(Plan(structure, choices, Picks(choices, steps, steps.Count)), false);

    /// <summary>A step may jump over several choices; the largest one that still meets the limit is enough.</summary>
    private static void TakeBack(
        ModelStructure structure, IReadOnlyList<GroupChoices> choices, int group, int first, int[] picks, CostLimit limit)
    {
        while (picks[group] > first)
        {
            picks[group]--;
            if (limit.Holds(Units(structure, choices, picks)))
                continue;
            picks[group]++;
            return;
        }
    }

    /// <summary>The choice that each step finds its group at.</summary>
    private static int[] Before(IReadOnlyList<GroupChoices> choices, IReadOnlyList<AllocationStep> steps, int count)
    {
        var (before, picks) = (new int[count], new int[choices.Count]);
        for (var i = 0; i < count; i++)
        {
            before[i] = picks[steps[i].Group];
            picks[steps[i].Group] = Math.Max(before[i], steps[i].Choice);
        }

        return before;
    }

    private static int[] Picks(IReadOnlyList<GroupChoices> choices, IReadOnlyList<AllocationStep> steps, int count)
    {
        var picks = new int[choices.Count];
        for (var i = 0; i < count; i++)
            picks[steps[i].Group] = Math.Max(picks[steps[i].Group], steps[i].Choice);
        return picks;
    }

    public static int[] Units(ModelStructure structure, IReadOnlyList<GroupChoices> choices, int[] picks) => structure.Cost.Sizes(
        choices.Select((group, i) => (group.GroupId, group.Choices[picks[i]].Kept.Count))
            .ToDictionary(pair => pair.GroupId, pair => pair.Count));

    public static PrunePlan Plan(ModelStructure structure, IReadOnlyList<GroupChoices> choices, IReadOnlyList<int> picks) => new(
        choices.Select((group, i) => (group, choice: group.Choices[picks[i]], units: structure.Group(group.GroupId).Units))
            .Where(pick => pick.choice.Kept.Count < pick.units)
            .Select(pick => KeptUnits.Of(pick.group, pick.choice, pick.units))
            .ToValueList());
}
