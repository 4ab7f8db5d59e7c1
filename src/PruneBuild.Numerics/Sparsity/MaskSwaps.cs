using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Kernels;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Sparsity;

/// <summary>Betters a mask without changing a weight: exchanges one weight that stays for one that goes while the layer's error falls.</summary>
/// <remarks>
/// Zimmer et al., SparseSwaps (arXiv 2512.10922). With p the part of an output's weights that is gone and c = Gp, restoring i and removing j
/// changes pᵀGp by Δ(i,j) = −2w_i c_i + w_i²G_ii + 2w_j c_j + w_j²G_jj − 2w_i w_j G_ij, exactly.
/// </remarks>
public static class MaskSwaps
{
    /// <summary>Swaps until no exchange helps.</summary>
    /// <param name="weight">W of y = xW, shape [d, m].</param>
    /// <param name="gram">G = XᵀX, shape [d, d].</param>
    /// <param name="mask">Where to start; every output, and every group of a pattern, keeps its counts.</param>
    /// <param name="pattern">Swaps stay within its groups; null for none.</param>
    /// <param name="options">Limits.</param>
    /// <param name="algebra">Who computes; the processor by default.</param>
    /// <returns>The mask with the old weights on it; its error is at most that of the start.</returns>
    public static PrunedWeights Improve(
        Matrix weight, Matrix gram, WeightMask mask, SparsityTarget.Pattern? pattern = null, SwapOptions? options = null,
        IDenseAlgebra? algebra = null)
    {
        if (!weight.IsFinite || !gram.IsFinite)
            return PrunedWeights.Failed(SolveStatus.NotFinite);
        var computer = algebra ?? DenseAlgebra.Cpu;
        var byOutput = weight.Transpose();
        var gone = weight.Subtract(mask.Apply(weight));
        var images = computer.Multiply(gram, gone).Transpose();
        var kept = (bool[])mask.Storage.Clone();
        Tasks.Run(weight.Columns, ThreadCount.Of(computer), output =>
        {
            var search = new OutputSwaps(gram, byOutput.Row(output).ToArray(), images.Row(output).ToArray(), Flags(output), pattern);
            search.Run(options ?? new SwapOptions());
            for (var i = 0; i < weight.Rows; i++)
                kept[(i * weight.Columns) + output] = search.Kept[i];
        });
        var better = new WeightMask(weight.Rows, weight.Columns, kept);
        return new(SolveStatus.Solved, better.Apply(weight), better);

        bool[] Flags(int output) => [.. Enumerable.Range(0, weight.Rows).Select(i => mask[i, output])];
    }
}
