using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Kernels;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Sparsity;

/// <summary>Betters a mask: exchanges one weight that stays for one that goes while the layer's error falls.
/// No weight changes, unless the method changed some.</summary>
/// <remarks>
/// Zimmer et al., SparseSwaps (arXiv 2512.10922). With p the part of an output's weights that is gone and c = Gp, restoring i and removing
/// j changes pᵀGp by Δ(i,j) = −2w_i c_i + w_i²G_ii + 2w_j c_j + w_j²G_jj − 2w_i w_j G_ij, exactly.
/// </remarks>
public static class MaskSwaps
{
    /// <summary>Swaps until no exchange helps.</summary>
    /// <param name="weight">W of y = xW, shape [d, m].</param>
    /// <param name="gram">G = XᵀX, shape [d, d].</param>
    /// <param name="mask">Where to start; every output, and every group of a pattern, keeps its counts.</param>
    /// <param name="target">Swaps stay within the groups of a pattern, and what it says is not there stays away; null for neither.</param>
    /// <param name="options">Limits.</param>
    /// <param name="algebra">Who computes; the processor by default.</param>
    /// <returns>The mask with the old weights on it; its error is at most that of the start.</returns>
    public static PrunedWeights Improve(
        Matrix weight, Matrix gram, WeightMask mask, SparsityTarget? target = null, SwapOptions? options = null,
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
            var search = new OutputSwaps(
                gram, byOutput.Row(output).ToArray(), images.Row(output).ToArray(), Flags(mask, output),
                target?.Present is { } present ? Flags(present, output) : null, target as SparsityTarget.Pattern);
            search.Run(options ?? new SwapOptions());
            for (var i = 0; i < weight.Rows; i++)
                kept[(i * weight.Columns) + output] = search.Kept[i];
        });
        var better = new WeightMask(weight.Rows, weight.Columns, kept);
        return new(SolveStatus.Solved, better.Apply(weight), better);

        bool[] Flags(WeightMask of, int output) => [.. Enumerable.Range(0, weight.Rows).Select(i => of[i, output])];
    }

    /// <summary>The same after any method. Where it changed the weights that stay, they are refit under the swapped mask, and each output
    /// takes the better of the two: old weights under a new mask would throw away what the method had made up for.</summary>
    /// <param name="weight">W.</param>
    /// <param name="gram">G.</param>
    /// <param name="start">What the method returned, solved.</param>
    /// <param name="ridgePerDiagonal">λ of the refit, per mean(diag G).</param>
    /// <param name="target">Swaps stay within the groups of a pattern, and what it says is not there stays away; null for neither.</param>
    /// <param name="algebra">Who computes; the processor by default.</param>
    /// <returns>Mask and weights; no output errs more than before, and counts are the same.
    /// The start where the refit has no solution.</returns>
    public static PrunedWeights ImproveAndRefit(
        Matrix weight, Matrix gram, PrunedWeights start, double ridgePerDiagonal, SparsityTarget? target = null,
        IDenseAlgebra? algebra = null)
    {
        var swapped = Improve(weight, gram, start.Mask!, target, algebra: algebra);
        if (!swapped.IsSolved || start.Mask!.Apply(weight).Values.SequenceEqual(start.Weight!.Values))
            return swapped;
        var refit = MaskRefit.Solve(gram, weight, swapped.Mask, ridgePerDiagonal, algebra: algebra);
        return refit.IsSolved ? BetterOutputs(weight, gram, start, refit, algebra) : start;
    }

    private static PrunedWeights BetterOutputs(Matrix weight, Matrix gram, PrunedWeights start, PrunedWeights other, IDenseAlgebra? algebra)
    {
        var (before, after) =
            (LayerError.OfOutputs(gram, weight, start.Weight!, algebra), LayerError.OfOutputs(gram, weight, other.Weight!, algebra));
        var kept = new bool[weight.Rows * weight.Columns];
        for (var i = 0; i < kept.Length; i++)
            kept[i] = Better(i % weight.Columns).Mask!.Storage[i];
        var values = Matrix.Create(weight.Rows, weight.Columns, (i, o) => Better(o).Weight![i, o]);
        return new(SolveStatus.Solved, values, new WeightMask(weight.Rows, weight.Columns, kept));

        PrunedWeights Better(int output) => after[output] < before[output] ? other : start;
    }
}
