using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Pruning.Masks.Allocation;

/// <summary>AlphaPruning: matrices whose spectra have heavy tails are better trained and keep more. Reads weights only.</summary>
/// <remarks>Lu et al., AlphaPruning (NeurIPS 2024), with the tail cut at the median eigenvalue ("mid").</remarks>
public static class TailAllocation
{
    /// <summary>ε: shares lie within a factor 1 ± ε of each other's mean before they are scaled.</summary>
    public const double Spread = 0.2;

    /// <summary>α = 1 + m/Σ ln(λ_i/x_min) over the m eigenvalues λ_i ≥ x_min (Hill).</summary>
    public static double Exponent(IReadOnlyList<double> eigenvalues, double smallest)
    {
        var tail = eigenvalues.Where(value => value >= smallest && smallest > 0).ToArray();
        var logarithms = tail.Sum(value => Math.Log(value / smallest));
        return logarithms > 0 ? 1 + (tail.Length / logarithms) : 1;
    }

    /// <summary>The exponent of a weight's squared singular values above their median.</summary>
    public static double Exponent(Matrix weight, IDenseAlgebra? algebra = null)
    {
        var computer = algebra ?? DenseAlgebra.Cpu;
        var eigen = computer.DecomposeSymmetric(computer.Gram(weight.Rows < weight.Columns ? weight.Transpose() : weight));
        return eigen.IsSolved && eigen.Values.Length > 0 ? Exponent(eigen.Values, eigen.Values[eigen.Values.Length / 2]) : 1;
    }

    /// <summary>s_b ∝ a linear map of α_b onto [1 − ε, 1 + ε], scaled to the share over all.</summary>
    /// <param name="exponents">α: mean of each block.</param>
    /// <param name="sizes">Weights of each block.</param>
    /// <param name="zeros">s: share over all.</param>
    public static double[] Shares(IReadOnlyList<double> exponents, IReadOnlyList<double> sizes, double zeros)
    {
        var (least, most) = (exponents.Min(), exponents.Max());
        var raw = exponents.Select(value => most > least ? 1 - Spread + (2 * Spread * (value - least) / (most - least)) : 1).ToArray();
        var scale = zeros * sizes.Sum() / raw.Zip(sizes, (value, size) => value * size).Sum();
        return ShareLimits.Meet([.. raw.Select(value => value * scale)], sizes, zeros);
    }
}
