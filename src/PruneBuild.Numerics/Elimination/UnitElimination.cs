using PruneBuild.Numerics.Algebra;

namespace PruneBuild.Numerics.Elimination;

/// <summary>Optimal brain surgery on whole units: removes the cheapest few, lets all others adapt, and again.</summary>
/// <remarks>
/// The rounds of OSSCAR (Meng et al., ICML 2024); with one unit a round, the order of ZipLM (Kurtic et al., NeurIPS 2023). With
/// H = G + λI and C = [H⁻¹]_SS = LLᵀ for the units S of a round: their joint cost is ‖L⁻¹W_S‖², the rest becomes
/// W − (H⁻¹_{:,S} L⁻ᵀ)(L⁻¹W_S), and H⁻¹ loses the outer product of H⁻¹_{:,S} L⁻ᵀ. The rows of L⁻¹W_S also give the cost of each unit
/// given those before it, so one sweep yields the loss at every count. H⁻¹ is downdated lazily and computed anew whenever half of
/// the features have left, which bounds drift for an eighth of the first inversion.
/// Cost O(d³ + d²·m) for one sweep, however many sizes are asked for.
/// </remarks>
public static class UnitElimination
{
    /// <summary>One sweep from all units down to the smallest count asked for.</summary>
    /// <returns>The removal order with its losses; or a status, and nothing removed. Never an exception for numbers.</returns>
    public static EliminationPath Run(EliminationProblem problem, EliminationOptions options, IDenseAlgebra? algebra = null) =>
        Run([problem], options, algebra);

    /// <summary>The same where units feed several layers: a unit leaves all of them, and costs the sum.
    /// Each layer adapts by itself.</summary>
    /// <param name="problems">At least one layer. All have the same units, with features of their own;
    /// what their losses count against each other is their weights' scale.</param>
    /// <param name="options">How.</param>
    /// <param name="algebra">Who computes; the processor by default.</param>
    /// <returns>The removal order with its losses, sums over the layers; or a status, and nothing removed.
    /// The ridge is the largest of theirs.</returns>
    public static EliminationPath Run(IReadOnlyList<EliminationProblem> problems, EliminationOptions options, IDenseAlgebra? algebra = null)
    {
        foreach (var problem in problems)
            RequireShapes(problem, problems[0].Units.Count);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.UnitsPerRound, 1);
        var computer = algebra ?? DenseAlgebra.Cpu;
        DampedProblem[] damped = [.. problems.Select(problem => DampedProblem.Of(problem, options.RidgePerDiagonal, computer))];
        var (units, ridge) = (problems[0].Units.Count, damped.Max(problem => problem.Ridge));
        var toRemove = Math.Max(0, units - options.SmallestCount);
        if (damped.FirstOrDefault(problem => problem.Status != SolveStatus.Solved) is { } unsolved)
            return Nothing(unsolved.Status);
        var largestRound = RoundSizes(toRemove, options.UnitsPerRound).DefaultIfEmpty().Max();
        ActiveSet[] active = [.. problems.Zip(damped, (problem, its) => ActiveSet.OfAll(problem.Units, its, largestRound, computer))];
        var order = new List<int>(toRemove);
        var losses = new List<double>(toRemove + 1) { 0.0 };
        foreach (var count in RoundSizes(toRemove, options.UnitsPerRound))
        {
            if (active.Any(layer => layer.IsRebuildDue && !layer.Rebuild()))
                return Nothing(SolveStatus.NotPositiveDefinite);
            if (RemoveCheapest(active, count) is not { } removed)
                return Nothing(SolveStatus.NotPositiveDefinite);
            order.AddRange(removed.Units);
            foreach (var cost in removed.Costs)
                losses.Add(losses[^1] + cost);
        }
        return double.IsFinite(losses[^1])
            ? new(SolveStatus.Solved, ridge, units, active.Sum(layer => layer.Energy), order, losses)
            : Nothing(SolveStatus.NotFinite);

        EliminationPath Nothing(SolveStatus status) => new(status, ridge, units, 0.0, [], [0.0]);
    }

    /// <summary>Units a round: as many rounds as fit, the count spread evenly over them.</summary>
    internal static IEnumerable<int> RoundSizes(int toRemove, int unitsPerRound)
    {
        var rounds = toRemove == 0 ? 0 : Math.Max(1, toRemove / unitsPerRound);
        for (var round = 0L; round < rounds; round++)
            yield return (int)((toRemove * (round + 1) / rounds) - (toRemove * round / rounds));
    }

    private static (int[] Units, double[] Costs)? RemoveCheapest(ActiveSet[] active, int count)
    {
        // A second try after a fresh inverse: rounding can make a nearly singular block indefinite, data cannot.
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var scores = Sum(active.Select(layer => layer.Scores()));
            if (!scores.Any(double.IsNaN))
            {
                int[] cheapest =
                    [.. Enumerable.Range(0, scores.Length).OrderBy(i => scores[i]).Take(count).Select(i => active[0].Units[i])];
                if (active[0].Remove(cheapest) is { } costs)
                    return RemoveAlike(active[1..], cheapest) is { } others ? (cheapest, Sum([costs, .. others])) : null;
            }
            if (!active.All(layer => layer.Rebuild()))
                return null;
        }
        return null;
    }

    /// <summary>Removes what one layer has lost already from the others.</summary>
    private static List<double[]>? RemoveAlike(ActiveSet[] others, int[] units)
    {
        var costs = new List<double[]>();
        foreach (var layer in others)
            if ((layer.Remove(units) ?? (layer.Rebuild() ? layer.Remove(units) : null)) is { } its)
                costs.Add(its);
            else
                return null;
        return costs;
    }

    private static double[] Sum(IEnumerable<double[]> all) => all.Aggregate((sum, next) => [.. sum.Zip(next, (a, b) => a + b)]);

    private static void RequireShapes(EliminationProblem problem, int units)
    {
        var features = problem.Units.FeatureCount;
        if (problem.Gram.Rows != features
            || problem.Gram.Columns != features
            || problem.Weight.Rows != features
            || problem.Units.Count != units)
            throw new ArgumentException(
                $"{problem.Gram} and {problem.Weight} do not belong to {features} features of {units} units.", nameof(problem));
    }
}
