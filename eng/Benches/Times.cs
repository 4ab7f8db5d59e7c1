using System.Diagnostics;

namespace PruneBuild.Eng.Benches;

/// <summary>Wall times of repeated work, in milliseconds.</summary>
internal sealed class Times
{
    private readonly List<double> milliseconds = [];

    /// <summary>The middle of the measured times; the mean of the two in the middle when their number is even.</summary>
    public double Median
    {
        get
        {
            var sorted = milliseconds.Order().ToList();
            return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
        }
    }

    /// <summary>Does the work once and keeps how long it took.</summary>
    public void Measure(Action work) => Add(Of(work));

    /// <summary>How long work takes, in milliseconds.</summary>
    public static double Of(Action work)
    {
        var clock = Stopwatch.StartNew();
        work();
        return clock.Elapsed.TotalMilliseconds;
    }

    /// <summary>Keeps a time that was measured elsewhere.</summary>
    public void Add(double time) => milliseconds.Add(time);

    /// <inheritdoc />
    public override string ToString() =>
        FormattableString.Invariant($"median {Median:0} ms of {milliseconds.Count} ({milliseconds.Min():0} to {milliseconds.Max():0} ms)");
}
