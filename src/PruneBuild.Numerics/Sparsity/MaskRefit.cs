using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Sparsity;

/// <summary>The update for a fixed mask, exact where that is affordable.</summary>
public static class MaskRefit
{
    /// <summary>Features up to which every output is solved exactly; above it conjugate gradients are faster and use less memory.</summary>
    public const int ExactFeatures = 4096;

    /// <summary>As <see cref="MaskedLeastSquares.Solve" />, by whichever way suits the size.</summary>
    /// <param name="gram">G.</param>
    /// <param name="weight">W.</param>
    /// <param name="mask">What stays.</param>
    /// <param name="ridgePerDiagonal">λ per mean(diag G).</param>
    /// <param name="start">Where conjugate gradients start; W when null.</param>
    /// <param name="cross">R = X̂ᵀZ; null for Z = X̂W.</param>
    /// <param name="algebra">Who computes; the processor by default.</param>
    public static PrunedWeights Solve(
        Matrix gram, Matrix weight, WeightMask mask, double ridgePerDiagonal, Matrix? start = null, Matrix? cross = null,
        IDenseAlgebra? algebra = null) =>
        gram.Rows <= ExactFeatures
            ? MaskedLeastSquares.Solve(gram, weight, mask, ridgePerDiagonal, cross, algebra)
            : MaskedConjugateGradients.Solve(gram, weight, mask, ridgePerDiagonal, start, cross, algebra: algebra);
}
