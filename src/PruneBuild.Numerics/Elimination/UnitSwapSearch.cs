using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Kernels;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Elimination;

/// <summary>Improves a kept set of fixed size by exchanging a few units at a time: the local search of OSSCAR (Meng et al.,
/// ICML 2024).</summary>
public static class UnitSwapSearch
{
    /// <summary>An exchange must raise the explained energy by this share, or the search ends.</summary>
    private const double SmallestImprovement = 1e-9;

    /// <summary>Removes the cheapest units of the kept set, adds those that then help most, and goes on while the loss falls.</summary>
    /// <param name="problem">The layer and its units.</param>
    /// <param name="keptUnits">The set to start from.</param>
    /// <param name="options">How far to search.</param>
    /// <param name="algebra">Who computes; the processor by default.</param>
    /// <returns>The best set seen, never a worse one than the given; or a status and the given set.</returns>
    public static UnitSwaps Improve(
        EliminationProblem problem, IReadOnlyList<int> keptUnits, UnitSwapOptions options, IDenseAlgebra? algebra = null)
    {
        var computer = algebra ?? DenseAlgebra.Cpu;
        int[] best = [.. keptUnits.Order()];
        var damped = DampedProblem.Of(problem, options.RidgePerDiagonal, computer);
        if (damped.Status != SolveStatus.Solved)
            return new(damped.Status, best, 0.0, 0);
        if (ActiveSet.Of(problem.Units, damped, best, computer) is not { } active)
            return new(SolveStatus.NotPositiveDefinite, best, 0.0, 0);
        var explained = active.Energy;
        var rounds = 0;
        while (rounds < options.Rounds
            && Exchange(problem.Units, damped, active, options.UnitsPerSwap, computer) is { } exchanged
            && exchanged.Energy > explained * (1.0 + SmallestImprovement))
        {
            (active, explained, best) = (exchanged, exchanged.Energy, exchanged.Units);
            rounds++;
        }
        return new(SolveStatus.Solved, best, damped.Factor.Solve(damped.Right, computer).InnerProduct(damped.Right) - explained, rounds);
    }

    private static ActiveSet? Exchange(UnitLayout layout, DampedProblem problem, ActiveSet active, int count, IDenseAlgebra algebra)
    {
        var scores = active.Scores();
        var order = Enumerable.Range(0, scores.Length).OrderBy(i => scores[i]).Select(i => active.Units[i]);
        int[] smaller = [.. order.Skip(count).Order()];
        int[] candidates = [.. Enumerable.Range(0, layout.Count).Except(smaller)];
        if (layout.KeptFeatures(smaller).Length == 0 || Gains(layout, problem, smaller, candidates, algebra) is not { } gains)
            return null;
        var added = Enumerable.Range(0, candidates.Length).OrderByDescending(i => gains[i]).Take(active.Units.Length - smaller.Length);
        int[] exchanged = [.. smaller.Concat(added.Select(i => candidates[i])).Order()];
        return exchanged.SequenceEqual(active.Units) ? null : ActiveSet.Of(layout, problem, exchanged, algebra);
    }

    /// <summary>tr(gᵀC⁻¹g) for each candidate: how much more energy is explained when it joins the kept set A.</summary>
    /// <remarks>g = R_U − H_UA W_A is what its features could still explain, C = H_UU − H_UA H_AA⁻¹ H_AU what of them is new.</remarks>
    private static double[]? Gains(UnitLayout layout, DampedProblem problem, int[] kept, int[] candidates, IDenseAlgebra algebra)
    {
        var keptFeatures = layout.KeptFeatures(kept);
        int[] features = [.. candidates.SelectMany(unit => layout.Features(unit).ToArray())];
        var factor = algebra.FactoriseInPlace(problem.Hessian.PrincipalSubmatrix(keptFeatures));
        if (!factor.IsSolved)
            return null;
        var solvedCross = algebra.SolveLower(factor.Lower, problem.Hessian.Submatrix(keptFeatures, features));
        var solvedRight = algebra.SolveLower(factor.Lower, problem.Right.SelectRows(keptFeatures));
        var open = problem.Right.SelectRows(features).Subtract(algebra.TransposedMultiply(solvedCross, solvedRight));
        var explained = solvedCross.Transpose();
        var gains = new double[candidates.Length];
        var row = 0;
        for (var i = 0; i < candidates.Length; i++)
        {
            int[] rows = [.. Enumerable.Range(row, layout.Features(candidates[i]).Length)];
            row += rows.Length;
            gains[i] = Gain(problem.Hessian.PrincipalSubmatrix(layout.Features(candidates[i]).ToArray()), explained, open, rows);
        }
        return gains;
    }

    private static double Gain(Matrix block, Matrix explained, Matrix open, int[] rows)
    {
        var unit = explained.SelectRows(rows);
        var remaining = Matrix.Create(rows.Length, rows.Length, (i, j) => block[i, j] - Vectors.Dot(unit.Row(i), unit.Row(j)));
        var gain = UnitScores.Of(open, rows, remaining);
        // A candidate that the kept set explains completely has nothing to add.
        return double.IsNaN(gain) ? 0.0 : gain;
    }
}
