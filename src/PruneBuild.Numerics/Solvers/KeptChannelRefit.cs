using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Solvers;

/// <summary>The weights of a layer that must do with some of its input channels.</summary>
public static class KeptChannelRefit
{
    /// <summary>Minimises ‖XW − X_S Ŵ‖²_F + λ‖Ŵ − W_S‖²_F over Ŵ.</summary>
    /// <param name="gram">G = XᵀX, summed over calibration tokens. Shape [d, d], symmetric PSD.</param>
    /// <param name="weight">W of y = xW. Shape [d, m].</param>
    /// <param name="kept">S: strictly ascending channel indices, not empty.</param>
    /// <param name="ridge">λ ≥ 0, in the unit of diag(G). Pulls Ŵ towards W_S, not towards zero.</param>
    /// <param name="algebra">Who computes; the processor by default.</param>
    /// <returns>Ŵ, shape [|S|, m]; or <see cref="SolveStatus.NotPositiveDefinite" />, never an exception. A kept channel that is
    /// always zero (G_jj = 0) keeps its row of W.</returns>
    /// <remarks>
    /// Normal equations (G_SS + λI) Ŵ = G_S: W + λ W_S, by Cholesky. Cost O(|S|³ + |S|·d·m).
    /// <see cref="LeastSquares" /> also takes other targets, fits an intercept and raises λ when it has to.
    /// </remarks>
    public static Refit Solve(Matrix gram, Matrix weight, IReadOnlyList<int> kept, double ridge, IDenseAlgebra? algebra = null)
    {
        var computer = algebra ?? DenseAlgebra.Cpu;
        var indices = KeptIndices.Require(kept, gram.Rows);
        var rows = gram.SelectRows(indices);
        var equations = new NormalEquations(
            rows.SelectColumns(indices), computer.Multiply(rows, weight), weight.SelectRows(indices), new double[indices.Length], computer);
        return equations.Solve(ridge);
    }
}
