using PruneBuild.Numerics.Algebra;

namespace PruneBuild.Numerics.Elimination;

/// <summary>The saliency of optimal brain surgery (Hassibi and Stork, 1993) for whole units.</summary>
public static class OptimalBrainSurgeon
{
    /// <summary>tr(W_Uᵀ ([H⁻¹]_UU)⁻¹ W_U) for each unit U: the true rise of the loss when it alone leaves and all others adapt.</summary>
    /// <param name="problem">The layer and its units.</param>
    /// <param name="ridgePerDiagonal">λ per mean(diag G), ≥ 0.</param>
    /// <param name="algebra">Who computes; the processor by default.</param>
    /// <returns>One score a unit; or a status, never an exception.</returns>
    public static UnitSaliency Scores(EliminationProblem problem, double ridgePerDiagonal, IDenseAlgebra? algebra = null)
    {
        var computer = algebra ?? DenseAlgebra.Cpu;
        var damped = DampedProblem.Of(problem, ridgePerDiagonal, computer);
        if (damped.Status != SolveStatus.Solved)
            return new(damped.Status, damped.Ridge, null);
        var scores = ActiveSet.OfAll(problem.Units, damped, largestRound: 1, computer).Scores();
        return Array.TrueForAll(scores, double.IsFinite)
            ? new(SolveStatus.Solved, damped.Ridge, scores)
            : new(SolveStatus.NotFinite, damped.Ridge, null);
    }
}
