using PruneBuild.Numerics.Statistics;

namespace PruneBuild.Engine.Measuring.Statistics;

/// <summary>A range that a true value lies in with some confidence.</summary>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end; not below the lower.</param>
public sealed record Interval(double Low, double High)
{
    /// <summary>Wilson's score interval of a share: honest for few records and near 0 and 1.</summary>
    /// <param name="share">Observed share, 0..1.</param>
    /// <param name="trials">n ≥ 1; may be fractional where trials are weighted.</param>
    /// <param name="confidence">Strictly between 0 and 1.</param>
    /// <remarks>Wilson 1927: centre (p + z²/2n)/(1 + z²/n), half width z·√(p(1−p)/n + z²/4n²)/(1 + z²/n).</remarks>
    public static Interval Wilson(double share, double trials, double confidence)
    {
        var z = NormalDistribution.TwoSided(confidence);
        var shrink = 1 + z * z / trials;
        var centre = (share + z * z / (2 * trials)) / shrink;
        var half = z * Math.Sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials)) / shrink;
        return new(Math.Max(0, centre - half), Math.Min(1, centre + half));
    }

    /// <summary>A mean or another sum of many records, by its standard error.</summary>
    public static Interval Normal(double value, double standardError, double confidence)
    {
        var half = NormalDistribution.TwoSided(confidence) * standardError;
        return new(value - half, value + half);
    }

    /// <summary>A correlation by Fisher's transform: tanh(artanh r ± z·s).</summary>
    /// <param name="correlation">r in [−1, 1].</param>
    /// <param name="standardError">s on the transformed scale: 1/√(n − 3) for Pearson's r.</param>
    /// <param name="confidence">Strictly between 0 and 1.</param>
    public static Interval Fisher(double correlation, double standardError, double confidence)
    {
        if (double.IsInfinity(standardError))
            return new(-1, 1);
        if (Math.Abs(correlation) >= 1)
            return new(correlation, correlation);
        var half = NormalDistribution.TwoSided(confidence) * standardError;
        var centre = Math.Atanh(correlation);
        return new(Math.Tanh(centre - half), Math.Tanh(centre + half));
    }
}
