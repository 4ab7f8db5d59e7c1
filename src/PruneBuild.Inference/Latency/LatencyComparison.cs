namespace PruneBuild.Inference.Latency;

/// <summary>Interleaved times of two models on the same input.</summary>
/// <param name="First">Usually the original.</param>
/// <param name="Second">Usually the pruned one.</param>
/// <param name="Machine">Device, ONNX Runtime and operating system, for people.</param>
public sealed record LatencyComparison(LatencyDistribution First, LatencyDistribution Second, string Machine)
{
    /// <summary>Median of the second over median of the first: below 1 when the second is faster.</summary>
    public double Ratio => Second.MedianMilliseconds / First.MedianMilliseconds;

    /// <summary>How likely times like these are if the second model took <paramref name="ratio" /> times as long as the first, or longer:
    /// small means that it is really faster than that.</summary>
    /// <remarks>One-sided Mann–Whitney test of the second's times against the first's times scaled.</remarks>
    public double PValueBelow(double ratio = 1) =>
        RankTest.Less([.. Second.Milliseconds], [.. First.Milliseconds.Select(time => ratio * time)]);
}
