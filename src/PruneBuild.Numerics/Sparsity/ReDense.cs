using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Sparsity;

/// <summary>The two descents of sparse–dense–sparse: back to dense under a regulariser that likes sparsity,
/// and down again with the mask moving.</summary>
/// <remarks>
/// Li et al., Enhancing One-shot Pruned Pre-trained Language Models through Sparse-Dense-Sparse Mechanism (COLING 2025, arXiv 2408.10473),
/// whose step sizes hold for its own scaling only; here features have energy 1, each of them or, as long as the mask goes by plain
/// magnitudes, on average, and a step is 1/λ_max.
/// </remarks>
public static class ReDense
{
    /// <summary>Step 2: descends on ‖XW₀ − XW‖² + λ₁|W| + λ₂‖W‖² from the sparse weights, every entry free.</summary>
    /// <param name="weight">W₀: the original, shape [d, m].</param>
    /// <param name="sparse">W to start from.</param>
    /// <param name="gram">G = XᵀX of the sparse model's features, shape [d, d].</param>
    /// <param name="options">Steps and regularisers.</param>
    /// <param name="algebra">Who computes; the processor by default.</param>
    /// <returns>W; that of a feature that is always zero is the original's, for nothing but the regularisers would pull at it.</returns>
    /// <remarks>Without regularisers t steps give W₀ + (I − ηG)ᵗ(W − W₀): back to W₀ where features vary much,
    /// and not where they do not.</remarks>
    public static Matrix Grow(Matrix weight, Matrix sparse, Matrix gram, ReDenseOptions? options = null, IDenseAlgebra? algebra = null)
    {
        var settings = options ?? new ReDenseOptions();
        var computer = algebra ?? DenseAlgebra.Cpu;
        var unit = Scaled(gram, settings);
        var goal = computer.Multiply(unit.Gram, unit.In(weight));
        var curvature = SpectralNorm.Of(unit.Gram, computer) + settings.Ridge;
        // λ₁ is a length where the error is a square: a share of the usual weight makes it independent of the scale of data and weights.
        var shrinkage = settings.Shrinkage * MeanMagnitude(unit, weight);
        var current = unit.In(sparse);
        for (var step = 0; step < settings.Steps && curvature > 0; step++)
        {
            var slope = computer.Multiply(unit.Gram, current).Subtract(goal).AddScaled(settings.Ridge, current);
            current = Fista.SoftThreshold(current.AddScaled(-1 / curvature, slope), shrinkage / (2 * curvature));
        }

        return unit.Spare(unit.Out(current), weight);
    }

    /// <summary>Step 3: descends towards the original's outputs under a mask that is chosen anew before every step (the soft mask): only
    /// weights of the highest score count, and only they are moved. Those behind the mask wait as they are, and come back when one that
    /// counts falls below them. Weights of features that are always zero go first, and stay what they are where they need not go.</summary>
    /// <param name="weight">W₀: the original.</param>
    /// <param name="dense">What <see cref="Grow" /> returned.</param>
    /// <param name="gram">G.</param>
    /// <param name="target">How many weights go.</param>
    /// <param name="scope">Among which scores are compared.</param>
    /// <param name="options">Steps, and what the mask goes by.</param>
    /// <param name="algebra">Who computes; the processor by default.</param>
    public static PrunedWeights Prune(
        Matrix weight, Matrix dense, Matrix gram, SparsityTarget target, SelectionScope scope, ReDenseOptions? options = null,
        IDenseAlgebra? algebra = null)
    {
        var settings = options ?? new ReDenseOptions();
        var computer = algebra ?? DenseAlgebra.Cpu;
        var unit = Scaled(gram, settings);
        var goal = computer.Multiply(unit.Gram, unit.In(weight));
        var curvature = SpectralNorm.Of(unit.Gram, computer);
        var latent = unit.In(dense);
        for (var step = 0; ; step++)
        {
            if (MaskSelection.RemoveSmallest(unit.Scores(latent), target, scope) is not { } mask)
                return PrunedWeights.Failed(SolveStatus.NotFinite);
            if (step == settings.Steps || settings.SoftMask == SoftMask.None || curvature == 0)
                return new(SolveStatus.Solved, mask.Apply(unit.Spare(unit.Out(latent), dense)), mask);
            var slope = computer.Multiply(unit.Gram, mask.Apply(latent)).Subtract(goal);
            latent = latent.AddScaled(-1 / curvature, mask.Apply(slope));
        }
    }

    /// <summary>Where a weight's magnitude is what the mask goes by.</summary>
    private static UnitDiagonal Scaled(Matrix gram, ReDenseOptions options) =>
        options.SoftMask == SoftMask.Magnitude ? UnitDiagonal.OnAverage(gram) : UnitDiagonal.Of(gram);

    /// <summary>The mean |DW| of features that live.</summary>
    private static double MeanMagnitude(UnitDiagonal unit, Matrix weight)
    {
        var sum = 0.0;
        foreach (var value in unit.Scores(unit.In(weight)).Values)
            sum += Math.Max(0, value);
        return sum / Math.Max(1, unit.Live.Count(live => live) * weight.Columns);
    }
}
