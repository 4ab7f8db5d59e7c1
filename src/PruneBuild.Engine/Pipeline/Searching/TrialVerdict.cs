using PruneBuild.Diagnostics;
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

    /// <summary>No share can hold: a gate cannot be judged, the original is further from it than chance explains,
    /// or no trial can be made.</summary>
    Hopeless,
}

/// <summary>Reads verdicts off judged gates.</summary>
internal static class TrialVerdicts
{
    /// <summary>Failures that a smaller removal may not have; those that say that nothing is left are of steps after the first.</summary>
    private static readonly HashSet<string> OfSize =
    [
        .. new[]
        {
            DiagnosticCatalog.NothingToPrune, DiagnosticCatalog.NothingToMask, DiagnosticCatalog.CutNotEquivalent,
            DiagnosticCatalog.RotationNotEquivalent, DiagnosticCatalog.StatisticsNotFinite, DiagnosticCatalog.AnswersNotFinite,
            DiagnosticCatalog.BudgetOutOfReach,
        }.Select(descriptor => descriptor.Code),
    ];

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

    /// <summary>The verdict of a trial that could not be made. What cannot go, or cannot go without breaking a solve or the answers, is too
    /// much; a file or a device that is not there is missed by every trial.</summary>
    public static TrialVerdict Of(IEnumerable<Diagnostic> failure) =>
        failure.Where(one => one.Severity == Severity.Error).All(error => OfSize.Contains(error.Code))
            ? TrialVerdict.TooMuch
            : TrialVerdict.Hopeless;

    /// <summary>True when the original fails by more than half an interval: a pruned model may be better by chance, hardly by more.
    /// </summary>
    private static bool IsBeyondTheOriginal(GateVerdict verdict) => verdict.Metric.Needs != MetricNeeds.Models
        && verdict.OriginalMiss > (verdict.Interval is { } interval ? (interval.High - interval.Low) / 2 : 0);
}
