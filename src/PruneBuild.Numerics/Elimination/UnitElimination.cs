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
    public static EliminationPath Run(EliminationProblem problem, EliminationOptions options, IDenseAlgebra? algebra = null)
    {
        RequireShapes(problem);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.UnitsPerRound, 1);
        var computer = algebra ?? DenseAlgebra.Cpu;
        var damped = DampedProblem.Of(problem, options.RidgePerDiagonal, computer);
        var toRemove = Math.Max(0, problem.Units.Count - options.SmallestCount);
        if (damped.Status != SolveStatus.Solved)
            return Nothing(damped.Status, damped.Ridge, problem);
        var active = ActiveSet.OfAll(
            problem.Units, damped, RoundSizes(toRemove, options.UnitsPerRound).DefaultIfEmpty().Max(), computer);
        var order = new List<int>(toRemove);
        var losses = new List<double>(toRemove + 1) { 0.0 };
        foreach (var count in RoundSizes(toRemove, options.UnitsPerRound))
        {
            if (active.IsRebuildDue && !active.Rebuild())
                return Nothing(SolveStatus.NotPositiveDefinite, damped.Ridge, problem);
            if (RemoveCheapest(active, count) is not { } removed)
                return Nothing(SolveStatus.NotPositiveDefinite, damped.Ridge, problem);
            order.AddRange(removed.Units);
            foreach (var cost in removed.Costs)
                losses.Add(losses[^1] + cost);
        }
        return double.IsFinite(losses[^1])
            ? new(SolveStatus.Solved, damped.Ridge, problem.Units.Count, active.Energy, order, losses)
            : Nothing(SolveStatus.NotFinite, damped.Ridge, problem);
    }

    /// <summary>Units a round: as many rounds as fit, the count spread evenly over them.</summary>
    internal static IEnumerable<int> RoundSizes(int toRemove, int unitsPerRound)
    {
        var rounds = toRemove == 0 ? 0 : Math.Max(1, toRemove / unitsPerRound);
        for (var round = 0L; round < rounds; round++)
            yield return (int)((toRemove * (round + 1) / rounds) - (toRemove * round / rounds));
    }

    private static (int[] Units, double[] Costs)? RemoveCheapest(ActiveSet active, int count)
    {
        // A second try after a fresh inverse: rounding can make a nearly singular block indefinite, data cannot.
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var scores = active.Scores();
            if (!scores.Any(double.IsNaN))
            {
                int[] cheapest = [.. Enumerable.Range(0, scores.Length).OrderBy(i => scores[i]).Take(count).Select(i => active.Units[i])];
                if (active.Remove(cheapest) is { } costs)
                    return (cheapest, costs);
            }
            if (!active.Rebuild())
                return null;
        }
        return null;
    }

    private static EliminationPath Nothing(SolveStatus status, double ridge, EliminationProblem problem) =>
        new(status, ridge, problem.Units.Count, 0.0, [], [0.0]);

    private static void RequireShapes(EliminationProblem problem)
    {
        var features = problem.Units.FeatureCount;
        if (problem.Gram.Rows != features || problem.Gram.Columns != features || problem.Weight.Rows != features)
            throw new ArgumentException($"{problem.Gram} and {problem.Weight} do not belong to {features} features.", nameof(problem));
    }
}
