using PruneBuild.Numerics.Statistics;

namespace PruneBuild.Inference.Latency;

/// <summary>The Mann–Whitney test: do numbers of one sample tend to be smaller than those of another?</summary>
internal static class RankTest
{
    /// <summary>One-sided p-value for "x tends to be smaller than y".</summary>
    /// <remarks>Normal approximation of U with correction for ties and for continuity (Mann and Whitney 1947);
    /// good from about eight numbers a side.</remarks>
    public static double Less(double[] x, double[] y)
    {
        if (x.Length == 0 || y.Length == 0)
            return 1;
        var (ranks, ties) = Ranking.Of([.. x, .. y]);
        double n = x.Length, m = y.Length, total = n + m;
        // U counts pairs with x above y, ties half.
        var u = ranks.Take(x.Length).Sum() - (n * (n + 1) / 2);
        var variance = n * m / 12 * (total + 1 - (ties / (total * (total - 1))));
        return variance <= 0 ? 1 : NormalDistribution.Cumulative((u + 0.5 - (n * m / 2)) / Math.Sqrt(variance));
    }
}
