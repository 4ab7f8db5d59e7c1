namespace PruneBuild.Inference.Latency;

/// <summary>Interleaved times of two models on the same input.</summary>
/// <param name="First">Usually the original.</param>
/// <param name="Second">Usually the pruned one.</param>
/// <param name="Machine">Device, ONNX Runtime and operating system, for people.</param>
public sealed record LatencyComparison(LatencyDistribution First, LatencyDistribution Second, string Machine)
{
    /// <summary>Largest p-value of a test that passes.</summary>
    private const double LargestPValue = 0.05;

    /// <summary>Median of the second over median of the first: below 1 when the second is faster.</summary>
    public double Ratio => Second.MedianMilliseconds / First.MedianMilliseconds;

    /// <summary>True when the machine did other work meanwhile, which may have slowed one model more than the other.</summary>
    public bool IsDisturbed => First.IsDisturbed || Second.IsDisturbed;

    /// <summary>How likely times like these are if the second model took <paramref name="ratio" /> times as long as the first, or longer:
    /// small means that it is really faster than that.</summary>
    /// <remarks>One-sided Mann–Whitney test of the second's times against the first's times scaled.</remarks>
    public double PValueBelow(double ratio = 1) =>
        RankTest.Less([.. Second.Milliseconds], [.. First.Milliseconds.Select(time => ratio * time)]);

    /// <summary>The smallest r such that "the second takes less than r times as long as the first" passes the rank test; never below the
    /// medians' own <see cref="Ratio" />, which times that fall into two heaps can be above.</summary>
    /// <remarks>The p-value falls as r grows, so that halving an interval finds it. Where even the largest r fails because the runs are too
    /// few, nothing is supported, and the answer is infinite.</remarks>
    public double SurestRatio()
    {
        var (low, high) =
            (Second.Milliseconds.Min() / First.Milliseconds.Max(), 1.001 * Second.Milliseconds.Max() / First.Milliseconds.Min());
        if (PValueBelow(high) > LargestPValue)
            return double.PositiveInfinity;
        for (var step = 0; step < 40; step++)
        {
            var middle = (low + high) / 2;
            (low, high) = PValueBelow(middle) > LargestPValue ? (middle, high) : (low, middle);
        }

        return Math.Max(high, Ratio);
    }
}
