using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Sparsity;

/// <summary>The dense weights that come nearest to a target which is not the layer's own output.</summary>
/// <remarks>
/// ‖Z − X̂Ŵ‖² + λ‖Ŵ − W‖² = ‖X̂(Ŵ − V)‖² + λ‖Ŵ − V‖² + constant with V = (G + λI)⁻¹(R + λW): pruning towards Z is pruning V on the same
/// features, whichever method prunes. So every method reaches for teacher outputs without a formula of its own.
/// </remarks>
public static class TaughtWeights
{
    /// <summary>Minimises ‖Z − X̂V‖²_F + λ‖V − W‖²_F over dense V.</summary>
    /// <param name="gram">G = X̂ᵀX̂, shape [d, d], symmetric PSD.</param>
    /// <param name="cross">R = X̂ᵀZ, shape [d, m].</param>
    /// <param name="weight">W, shape [d, m]: where λ pulls to. A feature that is always zero keeps its weights.</param>
    /// <param name="ridgePerDiagonal">λ per mean(diag G); raised by steps where Cholesky fails.</param>
    /// <param name="algebra">Who computes; the processor by default.</param>
    /// <returns>V with a mask that keeps everything; or a status, never an exception for numbers.</returns>
    public static PrunedWeights Solve(Matrix gram, Matrix cross, Matrix weight, double ridgePerDiagonal, IDenseAlgebra? algebra = null)
    {
        if (!gram.IsFinite || !cross.IsFinite || !weight.IsFinite)
            return PrunedWeights.Failed(SolveStatus.NotFinite);
        var computer = algebra ?? DenseAlgebra.Cpu;
        var damped = DampedGram.Of(gram, ridgePerDiagonal, reversed: false, computer);
        if (damped.Status != SolveStatus.Solved)
            return PrunedWeights.Failed(damped.Status, damped.Ridge);
        var right = cross.AddScaled(damped.Ridge, weight);
        var solved = damped.Factor.Solve(right, computer);
        var taught = Matrix.Create(weight.Rows, weight.Columns, (i, o) => damped.Dead[i] ? weight[i, o] : solved[i, o]);
        return taught.IsFinite
            ? new(SolveStatus.Solved, taught, WeightMask.All(weight.Rows, weight.Columns), damped.Ridge)
            : PrunedWeights.Failed(SolveStatus.NotFinite, damped.Ridge);
    }
}
