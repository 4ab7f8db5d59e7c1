using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Kernels;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Sparsity;

/// <summary>Optimal brain surgery for all outputs of a layer at once: features in order,
/// each error pushed into the features that follow.</summary>
/// <remarks>
/// Frantar, Alistarh, SparseGPT: Massive Language Models Can Be Accurately Pruned in One-Shot (ICML 2023), algorithm 1. All outputs share
/// one sequence of inverse Hessians, because the order of features is common: the upper factor U of H⁻¹ = UᵀU holds them all.
/// No inverse is computed but of its diagonal blocks: U = L⁻ᵀ for H = LᵀL, and the sweep runs on L itself, which comes from H
/// read backwards: JHJ = MMᵀ, L = J Mᵀ J. That is d³/6 multiply-adds, a quarter of what factor, inverse and factor of the
/// inverse take, and loses fewer digits.
/// </remarks>
public static class SparseGpt
{
    /// <summary>Chooses a mask and new weights.</summary>
    /// <param name="weight">W of y = xW, shape [d, m].</param>
    /// <param name="gram">G = XᵀX, shape [d, d], symmetric PSD.</param>
    /// <param name="target">How many weights go. A share is met in each block of features over all outputs.</param>
    /// <param name="options">Damping and block size.</param>
    /// <param name="algebra">Who computes; the processor by default.</param>
    /// <returns>Ŵ and its mask, with loss = tr(ΔᵀHΔ), H = G + λI, exactly; or why not. A feature that is always zero loses its weights
    /// first, and keeps those that need not go.</returns>
    /// <remarks>Cost d³/6 + d²·m/2 multiply-adds. Same bits on any number of threads.</remarks>
    public static PrunedWeights Prune(
        Matrix weight, Matrix gram, SparsityTarget target, SparseGptOptions? options = null, IDenseAlgebra? algebra = null) =>
        Sweep(weight, gram, target, null, options, algebra);

    /// <summary>The weights for a mask that is given: what the sweep makes of it.</summary>
    /// <param name="weight">W.</param>
    /// <param name="gram">G.</param>
    /// <param name="mask">What stays.</param>
    /// <param name="options">Damping and block size.</param>
    /// <param name="algebra">Who computes; the processor by default.</param>
    /// <remarks>Errors only move to later features; <see cref="MaskedLeastSquares" /> is the exact update and never worse.</remarks>
    public static PrunedWeights Update(
        Matrix weight, Matrix gram, WeightMask mask, SparseGptOptions? options = null, IDenseAlgebra? algebra = null) =>
        Sweep(weight, gram, null, mask, options, algebra);

    private static PrunedWeights Sweep(
        Matrix weight, Matrix gram, SparsityTarget? target, WeightMask? mask, SparseGptOptions? options, IDenseAlgebra? algebra)
    {
        var settings = options ?? new SparseGptOptions();
        var computer = algebra ?? DenseAlgebra.Cpu;
        if (!weight.IsFinite)
            return PrunedWeights.Failed(SolveStatus.NotFinite);
        var damped = DampedGram.Of(gram, settings.RidgePerDiagonal, reversed: true, computer);
        if (!damped.Factor.IsSolved)
            return PrunedWeights.Failed(damped.Status, damped.Ridge);
        var blocks = Blocks(weight.Rows, settings.BlockFeatures, target as SparsityTarget.Pattern);
        return new SparseGptSweep(weight, BackToFront(damped.Factor.Lower), damped.Dead, target, mask, blocks, ThreadCount.Of(computer))
            .Run(damped.Ridge);
    }

    /// <summary>Where blocks of features begin, and the end: as many features as asked for, or a few more or less,
    /// so that no group of a pattern is in two.</summary>
    private static int[] Blocks(int features, int size, SparsityTarget.Pattern? pattern)
    {
        var most = pattern is null ? size : (size + pattern.Of - 1) / pattern.Of * pattern.Of;
        List<int> starts = [0];
        for (int next = 0, step; next < features; next += step)
        {
            step = pattern?.SizeAt(next, features) ?? Math.Min(size, features - next);
            if (next + step - starts[^1] > most)
                starts.Add(next);
        }

        return [.. starts, features];
    }

    /// <summary>J·Mᵀ·J in place: lower again, and JMMᵀJ = LᵀL.</summary>
    private static Block BackToFront(Matrix lower) =>
        new(lower.Storage, Math.Max(0, lower.Storage.Length - 1), -1, -lower.Columns, lower.Rows, lower.Columns);
}
