using PruneBuild.Engine.Gates;
using PruneBuild.Engine.Measuring;

namespace PruneBuild.Engine.Pipeline.Searching;

/// <summary>What the gates say of one trial of a search.</summary>
public enum TrialVerdict
{
    /// <summary>Every gate holds.</summary>
    Holds,

    /// <summary>A gate on answers fails: less must go.</summary>
    TooMuch,

    /// <summary>Only gates on costs fail (size, FLOPs, latency): more must go.</summary>
    TooLittle,

    /// <summary>Both: no removal helps here, less might.</summary>
    Neither,

    /// <summary>No share can hold: a gate cannot be judged, or the original is further from it than chance explains.</summary>
    Hopeless,
}

/// <summary>Reads verdicts off judged gates.</summary>
internal static class TrialVerdicts
{
    /// <summary>The verdict of a report.</summary>
    public static TrialVerdict Of(GateReport report)
    {
        if (report.Holds)
            return TrialVerdict.Holds;
        var failed = report.Verdicts.Where(verdict => !verdict.Holds).ToArray();
        if (report.Unjudged.Count > 0 || failed.Any(IsBeyondTheOriginal))
            return TrialVerdict.Hopeless;
        var isCost = failed.Any(verdict => verdict.Metric.Needs == MetricNeeds.Models);
        var isAnswer = failed.Any(verdict => verdict.Metric.Needs != MetricNeeds.Models);
        return (isAnswer, isCost) switch
        {
            (true, true) => TrialVerdict.Neither,
            (false, true) => TrialVerdict.TooLittle,
            _ => TrialVerdict.TooMuch,
        };
    }

    /// <summary>True when the original fails by more than half an interval: a pruned model may be better by chance, hardly by more.
    /// </summary>
    private static bool IsBeyondTheOriginal(GateVerdict verdict) => verdict.Metric.Needs != MetricNeeds.Models
        && verdict.OriginalMiss > (verdict.Interval is { } interval ? (interval.High - interval.Low) / 2 : 0);
}
