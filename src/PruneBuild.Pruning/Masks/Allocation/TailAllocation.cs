using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Pruning.Masks.Allocation;

/// <summary>AlphaPruning: matrices whose spectra have heavy tails are better trained and keep more. Reads weights only.</summary>
/// <remarks>Lu et al., AlphaPruning (NeurIPS 2024).</remarks>
public static class TailAllocation
{
    /// <summary>ε: shares lie within a factor 1 ± ε of each other's mean before they are scaled.</summary>
    public const double Spread = 0.2;

    /// <summary>ε for masks by magnitude alone.</summary>
    public const double SpreadOfMagnitudes = 0.3;

    private const int Bins = 100;

    // The candidates lie between these multiples of the peak.
    private const double BelowPeak = 0.95;
    private const double AbovePeak = 1.5;

    // Smaller shares of the largest eigenvalue are rounding.
    private const double Nothing = 1e-12;

    /// <summary>α = 1 + m/Σ ln(λ_i/x_min) over the m eigenvalues λ_i ≥ x_min (Hill).</summary>
    public static double Exponent(IReadOnlyList<double> eigenvalues, double smallest)
    {
        var tail = eigenvalues.Where(value => value >= smallest && smallest > 0).ToArray();
        var logarithms = tail.Sum(value => Math.Log(value / smallest));
        return logarithms > 0 ? 1 + (tail.Length / logarithms) : 1;
    }

    /// <summary>The exponent of a weight's squared singular values.</summary>
    /// <param name="weight">The weight.</param>
    /// <param name="cut">Where the tail begins.</param>
    /// <param name="algebra">Who computes; the processor by default.</param>
    public static double Exponent(Matrix weight, TailCut cut = TailCut.Median, IDenseAlgebra? algebra = null)
    {
        var computer = algebra ?? DenseAlgebra.Cpu;
        var eigen = computer.DecomposeSymmetric(computer.Gram(weight.Rows < weight.Columns ? weight.Transpose() : weight));
        if (!eigen.IsSolved || eigen.Values.Length == 0)
            return 1;
        return Exponent(eigen.Values, cut == TailCut.Peak ? Peak(eigen.Values) : eigen.Values[eigen.Values.Length / 2]);
    }

    /// <summary>x_min by the authors' rule for language models: of the eigenvalues around the peak of a histogram of their logarithms, the
    /// one above which they follow a power law best (the least Kolmogorov–Smirnov distance).</summary>
    /// <param name="eigenvalues">Ascending.</param>
    /// <returns>0 when none is above zero.</returns>
    public static double Peak(IReadOnlyList<double> eigenvalues)
    {
        double[] positive = [.. eigenvalues.Where(value => value > Nothing * eigenvalues[^1])];
        if (positive.Length == 0)
            return 0;
        var (low, high) = (Math.Log10(positive[0]), Math.Log10(positive[^1]));
        var width = (high - low) / Bins;
        var fullest = width > 0
            ? positive.CountBy(value => Math.Min(Bins - 1, (int)((Math.Log10(value) - low) / width))).OrderByDescending(bin => bin.Value)
                .ThenBy(bin => bin.Key).First().Key
            : 0;
        var peak = Math.Pow(10, low + (fullest * width));
        return Enumerable.Range(0, positive.Length - 1).Where(i => positive[i] >= BelowPeak * peak && positive[i] <= AbovePeak * peak)
            .DefaultIfEmpty(fullest == 0 ? 0 : Array.FindIndex(positive, value => value >= peak))
            .Select(i => (Smallest: positive[i], Distance: Distance(positive.AsSpan(i))))
            .MinBy(candidate => candidate.Distance).Smallest;
    }

    /// <summary>The largest difference between the shares of a tail below each value, and what its power law says of them.</summary>
    private static double Distance(ReadOnlySpan<double> tail)
    {
        var exponent = Exponent(tail.ToArray(), tail[0]);
        var distance = 0.0;
        for (var i = 0; i < tail.Length && exponent > 1; i++)
            distance = Math.Max(distance, Math.Abs(1 - Math.Pow(tail[i] / tail[0], 1 - exponent) - ((double)i / tail.Length)));
        return exponent > 1 ? distance : double.MaxValue;
    }

    /// <summary>s_b ∝ a linear map of α_b onto [1 − ε, 1 + ε], scaled to the share over all.</summary>
    /// <param name="exponents">α: mean of each block.</param>
    /// <param name="sizes">Weights of each block.</param>
    /// <param name="zeros">s: share over all.</param>
    /// <param name="spread">ε.</param>
    public static double[] Shares(IReadOnlyList<double> exponents, IReadOnlyList<double> sizes, double zeros, double spread = Spread)
    {
        var (least, most) = (exponents.Min(), exponents.Max());
        var raw = exponents.Select(value => most > least ? 1 - spread + (2 * spread * (value - least) / (most - least)) : 1).ToArray();
        var scale = zeros * sizes.Sum() / raw.Zip(sizes, (value, size) => value * size).Sum();
        return ShareLimits.Meet([.. raw.Select(value => value * scale)], sizes, zeros);
    }
}

/// <summary>Where the heavy tail of a spectrum begins.</summary>
public enum TailCut
{
    /// <summary>At the median eigenvalue: the authors' rule for vision.</summary>
    Median,

    /// <summary>Near the peak of the histogram: their rule for language models.</summary>
    Peak,
}
