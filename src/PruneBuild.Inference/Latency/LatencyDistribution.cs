namespace PruneBuild.Inference.Latency;

/// <summary>Times of single runs of one model.</summary>
/// <param name="Milliseconds">In the order measured.</param>
public sealed record LatencyDistribution(ValueList<double> Milliseconds)
{
    // Two-sided 95 % of the normal distribution.
    private const double Confidence95 = 1.959964;

    /// <summary>The middle time; the mean of the two middle ones when their number is even.</summary>
    public double MedianMilliseconds
    {
        get
        {
            var sorted = Sorted();
            return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        }
    }

    /// <summary>A 95 % confidence interval of the median that assumes nothing about the distribution.</summary>
    /// <remarks>Between order statistics: the number of times below the median is binomial with mean n/2 and deviation √n/2.</remarks>
    public (double Low, double High) MedianInterval
    {
        get
        {
            var sorted = Sorted();
            var rank = (int)Math.Floor((sorted.Length - (Confidence95 * Math.Sqrt(sorted.Length))) / 2);
            var low = Math.Clamp(rank - 1, 0, sorted.Length - 1);
            return (sorted[low], sorted[sorted.Length - 1 - low]);
        }
    }

    /// <summary>True when a quarter of the runs took more than twice as long as another quarter: other work had the processor. On a quiet
    /// machine the two differ by a tenth, by a third in runs of half a millisecond.</summary>
    public bool IsDisturbed
    {
        get
        {
            var sorted = Sorted();
            return sorted[3 * (sorted.Length - 1) / 4] > 2 * sorted[(sorted.Length - 1) / 4];
        }
    }

    private double[] Sorted() => [.. Milliseconds.Order()];
}
