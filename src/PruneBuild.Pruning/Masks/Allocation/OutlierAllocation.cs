namespace PruneBuild.Pruning.Masks.Allocation;

/// <summary>OWL: blocks with more outlying scores keep more.</summary>
/// <remarks>Yin et al., Outlier Weighed Layerwise Sparsity (ICML 2024). Blocks count by their weights, where the published code takes a
/// plain mean because its blocks are all equal.</remarks>
public static class OutlierAllocation
{
    /// <summary>M: a score this many times the mean is an outlier.</summary>
    public const double OutlierFactor = 5;

    /// <summary>λ: how far a block's share may lie from the mean.</summary>
    public const double Spread = 0.08;

    /// <summary>The percentage of scores above <see cref="OutlierFactor" /> times their mean.</summary>
    public static double Outliers(IEnumerable<double> scores)
    {
        var all = scores.ToArray();
        var limit = all.Length == 0 ? 0 : OutlierFactor * all.Average();
        return all.Length == 0 ? 0 : 100.0 * all.Count(score => score > limit) / all.Length;
    }

    /// <summary>s_b = 1 − (r_b − mean(r) + 1 − s), r_b = (D_b − min D)/(max D − min D)·2λ.</summary>
    /// <param name="outliers">D: percentage of outliers of each block.</param>
    /// <param name="sizes">Weights of each block.</param>
    /// <param name="zeros">s: share over all.</param>
    public static double[] Shares(IReadOnlyList<double> outliers, IReadOnlyList<double> sizes, double zeros)
    {
        var (least, most) = (outliers.Min(), outliers.Max());
        if (most <= least)
            return [.. outliers.Select(_ => zeros)];
        var keep = outliers.Select(value => (value - least) / (most - least) * 2 * Spread).ToArray();
        var mean = keep.Zip(sizes, (value, size) => value * size).Sum() / sizes.Sum();
        return ShareLimits.Meet([.. keep.Select(value => zeros - value + mean)], sizes, zeros);
    }
}
