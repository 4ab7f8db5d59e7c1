using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Planning;

/// <summary>Finds how many steps of a fixed order are needed to meet a limit. Cost falls with every step, so bisection finds it.</summary>
internal static class StepSearch
{
    public static Allocation Shortest(
        ModelStructure structure, IReadOnlyList<GroupChoices> choices, IReadOnlyList<AllocationStep> steps, CostLimit limit)
    {
        var (low, high) = (0, steps.Count);
        if (!limit.Holds(Units(structure, choices, Picks(choices, steps, high))))
            return new Allocation(Plan(structure, choices, Picks(choices, steps, high)), false);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (limit.Holds(Units(structure, choices, Picks(choices, steps, middle))))
                high = middle;
            else
                low = middle + 1;
        }

        var picks = Picks(choices, steps, low);
        if (low > 0)
            TakeBack(structure, choices, steps[low - 1], picks, limit);
        return new Allocation(Plan(structure, choices, picks), true);
    }

    /// <summary>The last step may jump over several choices; the largest one that still meets the limit is enough.</summary>
    private static void TakeBack(
        ModelStructure structure, IReadOnlyList<GroupChoices> choices, AllocationStep last, int[] picks, CostLimit limit)
    {
        while (picks[last.Group] > 0)
        {
            picks[last.Group]--;
            if (limit.Holds(Units(structure, choices, picks)))
                continue;
            picks[last.Group]++;
            return;
        }
    }

    private static int[] Picks(IReadOnlyList<GroupChoices> choices, IReadOnlyList<AllocationStep> steps, int count)
    {
        var picks = new int[choices.Count];
        for (var i = 0; i < count; i++)
            picks[steps[i].Group] = Math.Max(picks[steps[i].Group], steps[i].Choice);
        return picks;
    }

    public static int[] Units(ModelStructure structure, IReadOnlyList<GroupChoices> choices, int[] picks) => structure.Cost.Sizes(
        choices.Select((group, i) => (group.GroupId, group.Choices[picks[i]].Kept.Count)).ToDictionary(pair => pair.GroupId, pair => pair.Count));

    public static PrunePlan Plan(ModelStructure structure, IReadOnlyList<GroupChoices> choices, IReadOnlyList<int> picks) => new(
        choices.Select((group, i) => (group, choice: group.Choices[picks[i]], units: structure.Group(group.GroupId).Units))
            .Where(pick => pick.choice.Kept.Count < pick.units)
            .Select(pick => KeptUnits.Of(pick.group, pick.choice, pick.units))
            .ToValueList());
}
