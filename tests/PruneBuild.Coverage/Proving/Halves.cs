using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Coverage.Proving;

/// <summary>Random plans that keep half of the units.</summary>
internal static class Halves
{
    /// <summary>Half of each group, rounded down but at least one; the same seed gives the same plan.</summary>
    public static PrunePlan Of(int seed, params IEnumerable<PruneGroup> groups)
    {
        var random = new Random(seed);
        return new PrunePlan(groups.Select(group =>
        {
            var units = Enumerable.Range(0, group.Units).ToArray();
            random.Shuffle(units);
            return new KeptUnits(group.Id, group.Units, units.Take(Math.Max(1, group.Units / 2)).Order().ToValueList(), 0);
        }).ToValueList());
    }

    /// <summary>The plan that does at once what a plan and then one of the cut model's do.</summary>
    /// <param name="first">Of the original.</param>
    /// <param name="second">Of the cut model, its groups in the same order as the original's.</param>
    public static PrunePlan Then(PrunePlan first, PrunePlan second) => new(first.Groups.Zip(second.Groups, (a, b) =>
        a with { Kept = b.Kept.Select(unit => a.Kept[unit]).ToValueList() }).ToValueList());
}
