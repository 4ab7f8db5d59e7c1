using System.Globalization;
using PruneBuild.Engine.Pipeline.Benching;
using PruneBuild.Inference.Latency;

namespace PruneBuild.Engine.Reporting.Benches;

/// <summary>What <c>bench</c> says.</summary>
public static class BenchText
{
    /// <summary>The machine, and one line for each case: medians with their intervals, and what the rank test supports.</summary>
    public static void Write(TextWriter writer, BenchResult bench, TextStyle? style = null)
    {
        style ??= TextStyle.Plain;
        writer.WriteLine(
            $"{style.Strong(bench.Models.Name)} on {bench.Cases[0].Times.Machine}, "
            + $"{Amount.Of(bench.Threads, "thread")}");
        foreach (var one in bench.Cases)
        {
            var records = Amount.Of(one.Records, "record");
            writer.WriteLine($"  {records,-11} {Median(one.Times.First)} → {Median(one.Times.Second)}  {Verdict(one.Times)}");
        }
    }

    /// <summary>What the runs support, in a sentence.</summary>
    public static string Verdict(LatencyComparison times) =>
        Difference(times) + (times.IsDisturbed ? "; the machine was busy, so do not trust it" : "");

    private static string Difference(LatencyComparison times)
    {
        var runs = times.Second.Milliseconds.Count;
        var sure = times.SurestRatio();
        if (sure < 1)
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{1 / times.Ratio:0.00}× faster, at least {1 / sure:0.00}× (rank test, 95 %, {runs} runs each)");
        return times.PValueBelow(1) > 0.95
            ? string.Create(CultureInfo.InvariantCulture, $"{times.Ratio:0.00}× slower (rank test, 95 %, {runs} runs each)")
            : string.Create(CultureInfo.InvariantCulture, $"no difference that {runs} runs each could prove");
    }

    private static string Median(LatencyDistribution times) => string.Create(
        CultureInfo.InvariantCulture,
        $"{times.MedianMilliseconds:0.000} ms ({times.MedianInterval.Low:0.000} to {times.MedianInterval.High:0.000})");
}
