using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Planning.Latency;

/// <summary>Picks one size for every group so that the least loss saves enough time.</summary>
/// <remarks>
/// A knapsack with one item of each group (multiple choice), by dynamic programming over the time saved: exact up to the grid of
/// <see cref="Bins" /> parts of what is to be saved, onto which savings are rounded down so that the tables' promise is never overdrawn.
/// Times fall in steps, so that a path along convex hulls (<see cref="GlobalAllocation" />) would miss sizes that are worth it.
/// Cost O(groups · bins · min(choices, bins)).
/// </remarks>
public static class LatencyKnapsack
{
    private const int Bins = 1000;

    /// <summary>Allocates.</summary>
    /// <param name="structure">Groups.</param>
    /// <param name="choices">Of the groups that may be cut.</param>
    /// <param name="tables">What their sizes save.</param>
    /// <param name="savedMilliseconds">What must be saved, above 0.</param>
    /// <returns>The plan, and whether the tables promise that it saves enough; when nothing does,
    /// the plan with every group at its smallest.</returns>
    public static Allocation Allocate(
        ModelStructure structure, IReadOnlyList<GroupChoices> choices, LatencyTables tables, double savedMilliseconds)
    {
        var byGroup = tables.Groups.ToDictionary(table => table.GroupId);
        var best = new double[Bins + 1];
        Array.Fill(best, double.PositiveInfinity);
        best[0] = 0;
        var picked = new int[choices.Count][];
        for (var group = 0; group < choices.Count; group++)
            (best, picked[group]) = Add(best, Items(choices[group], byGroup[choices[group].GroupId], savedMilliseconds));
        if (double.IsPositiveInfinity(best[Bins]))
            return Smallest(structure, choices, tables, savedMilliseconds);
        var picks = new int[choices.Count];
        for (var (group, bin) = (choices.Count - 1, Bins); group >= 0; group--)
        {
            var code = picked[group][bin];
            (picks[group], bin) = (code / (Bins + 1), code % (Bins + 1));
        }

        return new Allocation(StepSearch.Plan(structure, choices, picks), true);
    }

    /// <summary>What the grid rounds down may be what is missing: the smallest plan is judged on what it saves.</summary>
    private static Allocation Smallest(
        ModelStructure structure, IReadOnlyList<GroupChoices> choices, LatencyTables tables, double savedMilliseconds)
    {
        var plan = StepSearch.Plan(structure, choices, [.. choices.Select(group => group.Choices.Count - 1)]);
        return new Allocation(plan, tables.FullMilliseconds - tables.Predict(plan.KeptCounts()) >= savedMilliseconds * (1 - 1e-9));
    }

    /// <summary>The choice of least loss for each number of bins saved.</summary>
    private static List<(int Choice, int Bin, double Loss)> Items(GroupChoices group, LatencyTable table, double savedMilliseconds)
    {
        var items = new List<(int Choice, int Bin, double Loss)>();
        for (var choice = 0; choice < group.Choices.Count; choice++)
        {
            var saved = table.SavedMilliseconds(group.Choices[choice].Kept.Count);
            // Up to rounding: the one size that saves exactly what is asked for must not fall short of it.
            var bin = (int)Math.Min(Bins, Math.Floor((saved / savedMilliseconds * Bins) + 1e-9));
            if (items.Count == 0 || bin > items[^1].Bin)
                items.Add((choice, bin, group.Choices[choice].Loss));
        }

        return items;
    }

    private static (double[] Best, int[] Picked) Add(double[] before, List<(int Choice, int Bin, double Loss)> items)
    {
        var best = new double[Bins + 1];
        Array.Fill(best, double.PositiveInfinity);
        var picked = new int[Bins + 1];
        for (var bin = 0; bin <= Bins; bin++)
        {
            if (double.IsPositiveInfinity(before[bin]))
                continue;
            foreach (var (choice, saved, loss) in items)
            {
                var to = Math.Min(Bins, bin + saved);
                if (before[bin] + loss < best[to])
                    (best[to], picked[to]) = (before[bin] + loss, (choice * (Bins + 1)) + bin);
            }
        }

        return (best, picked);
    }
}
