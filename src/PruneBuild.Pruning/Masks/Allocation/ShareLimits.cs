namespace PruneBuild.Pruning.Masks.Allocation;

/// <summary>No weight loses more than this, and the whole loses what it must.</summary>
public static class ShareLimits
{
    /// <summary>The largest share of zeros of one weight, where shares differ: beyond it the smallest weights would vanish.</summary>
    public const double Largest = 0.95;

    /// <summary>The shares within [0, <see cref="Largest" />], moved together until they meet the share over all.</summary>
    /// <param name="shares">As the rule wants them.</param>
    /// <param name="sizes">Weights behind each.</param>
    /// <param name="zeros">Share over all; above the limit every share is that.</param>
    public static double[] Meet(double[] shares, IReadOnlyList<double> sizes, double zeros)
    {
        if (zeros > Largest)
            return [.. shares.Select(_ => zeros)];
        // What all shares must move by is a monotone question: bisect between where none is left above 0 and where all are at the limit.
        var (low, high) = (Math.Min(-1.0, -shares.Max()), Math.Max(1.0, Largest - shares.Min()));
        for (var i = 0; i < 60; i++)
        {
            var middle = 0.5 * (low + high);
            if (Total(middle) < zeros)
                low = middle;
            else
                high = middle;
        }

        return Moved(0.5 * (low + high));

        double Total(double by) => Moved(by).Zip(sizes, (share, size) => share * size).Sum() / sizes.Sum();

        double[] Moved(double by) => [.. shares.Select(share => Math.Clamp(share + by, 0, Largest))];
    }
}
