using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Planning;

/// <summary>One choice for every group so that the sum of losses is the least under a limit, whatever the shape of the curves: a dynamic
/// programme over discretised savings (ZipLM, Kurtic et al., NeurIPS 2023).</summary>
/// <remarks>
/// The savings of groups are taken to add up, which is so unless groups multiply (channels on both sides of a convolution). There the limit
/// is checked, as after the rounding to steps, and what is missing is asked for on top: more of it each time, because what is missing may
/// be less than the rounding swallows. Time O(groups·levels·steps).
/// </remarks>
internal static class ExactAllocation
{
    private const int Steps = 16384;
    private const int Levels = 128;
    private const int Rounds = 32;

    public static Allocation Of(ModelStructure structure, IReadOnlyList<GroupChoices> choices, CostLimit limit)
    {
        var levels = choices.Select(group => Spread(group.Choices.Count)).ToArray();
        var full = Cost(structure, choices, new int[choices.Count], limit);
        var savings = levels.Select((picks, group) => Array.ConvertAll(
            picks, pick => full - Cost(structure, choices, Only(choices.Count, group, pick), limit))).ToArray();
        var losses = levels.Select((picks, group) => Array.ConvertAll(picks, pick => choices[group].Choices[pick].Loss)).ToArray();
        var smallest = Array.ConvertAll(levels, picks => picks[^1]);
        var need = full - limit.Limit;
        var least = need / Steps;
        for (var round = 0; round < Rounds && Least(savings, losses, need) is { } best; round++)
        {
            int[] picks = [.. best.Select((level, group) => levels[group][level])];
            if (Holds(structure, choices, picks, limit))
                return new Allocation(StepSearch.Plan(structure, choices, picks), true);
            need += Math.Max(least, Cost(structure, choices, picks, limit) - limit.Limit);
            least *= 2;
        }

        return new Allocation(StepSearch.Plan(structure, choices, smallest), Holds(structure, choices, smallest, limit));
    }

    /// <summary>The level of each group that saves enough at the least loss; null when all that can be saved is not enough.</summary>
    /// <param name="savings">By group and level, not negative.</param>
    /// <param name="losses">By group and level.</param>
    /// <param name="need">What must be saved.</param>
    /// <remarks>Savings are rounded up to whole steps: nothing that saves enough is missed, and what is found may save too little by as
    /// many steps as there are groups, which the caller checks.</remarks>
    public static int[]? Least(double[][] savings, double[][] losses, double need)
    {
        if (need <= 0)
            return new int[savings.Length];
        var steps = savings.Select(
            group => Array.ConvertAll(group, saving => (int)Math.Min(Steps, Math.Ceiling(saving / need * Steps * (1 - 1e-12))))).ToArray();
        var best = new double[Steps + 1];
        Array.Fill(best, double.PositiveInfinity);
        best[0] = 0;
        var chosen = new int[savings.Length][];
        for (var group = 0; group < savings.Length; group++)
            (best, chosen[group]) = With(best, steps[group], losses[group]);
        if (double.IsPositiveInfinity(best[Steps]))
            return null;
        var (levels, left) = (new int[savings.Length], Steps);
        for (var group = savings.Length - 1; group >= 0; group--)
        {
            levels[group] = chosen[group][left];
            left = Math.Max(0, left - steps[group][levels[group]]);
        }

        return levels;
    }

    /// <summary>The least loss for at least so many steps with one group more, and the level of that group for each.</summary>
    private static (double[] Best, int[] Level) With(double[] best, int[] steps, double[] losses)
    {
        var (next, level) = (new double[best.Length], new int[best.Length]);
        Array.Fill(next, double.PositiveInfinity);
        for (var pick = 0; pick < steps.Length; pick++)
        {
            for (var saved = 0; saved < next.Length; saved++)
            {
                var loss = best[Math.Max(0, saved - steps[pick])] + losses[pick];
                if (loss < next[saved])
                    (next[saved], level[saved]) = (loss, pick);
            }
        }

        return (next, level);
    }

    private static int[] Spread(int choices) => choices <= Levels
        ? [.. Enumerable.Range(0, choices)]
        : [.. Enumerable.Range(0, Levels).Select(level => (int)Math.Round(level * (choices - 1.0) / (Levels - 1)))];

    private static int[] Only(int groups, int group, int pick)
    {
        var picks = new int[groups];
        picks[group] = pick;
        return picks;
    }

    private static double Cost(ModelStructure structure, IReadOnlyList<GroupChoices> choices, int[] picks, CostLimit limit) =>
        structure.Cost.Evaluate(limit.Kind, StepSearch.Units(structure, choices, picks));

    private static bool Holds(ModelStructure structure, IReadOnlyList<GroupChoices> choices, int[] picks, CostLimit limit) =>
        limit.Holds(StepSearch.Units(structure, choices, picks));
}
