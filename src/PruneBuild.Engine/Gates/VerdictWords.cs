using System.Globalization;
using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Reporting;

namespace PruneBuild.Engine.Gates;

/// <summary>Verdicts in words.</summary>
internal static class VerdictWords
{
    /// <summary><c>0.8612 is below min 0.88 (original 0.8899, 872 records, 95 % interval 0.8367..0.8825)</c>.</summary>
    public static string Of(GateVerdict verdict)
    {
        var notes = string.Join(", ", Notes(verdict));
        return $"{Comparison(verdict)}{(notes.Length > 0 ? $" ({notes})" : "")}";
    }

    /// <summary>What the user can do about a failed limit.</summary>
    /// <param name="verdict">The verdict.</param>
    /// <param name="masks">True when all that was pruned are masks, which other methods refit.</param>
    public static string WayOut(GateVerdict verdict, bool masks) => (verdict.Metric.Needs, verdict.Metric.IsTime) switch
    {
        (not MetricNeeds.Models, _) when verdict.OriginalMiss > 0 =>
            "The original does not hold it either: move the gate, or ship a better model",
        (MetricNeeds.Models, true) => "Remove more, measure on a quiet machine, or move the gate",
        (MetricNeeds.Models, _) when verdict.Limit.Kind != LimitKind.Min => "Remove more, or move the gate",
        (MetricNeeds.Models, _) => "Remove less, or move the gate",
        _ when verdict.Judged != verdict.Value => "Remove less, validate on more records, or move the gate",
        _ => "Remove less, try another method ("
            + $"{(masks ? "method: alps, or reconstruct: least-squares" : "such as kprune or osscar, or best, which tries several")}), "
            + "or move the gate",
    };

    private static string Comparison(GateVerdict verdict)
    {
        var isLower = verdict.Limit.Kind is LimitKind.Min or LimitKind.MaxDrop;
        var side = verdict.Holds ? isLower ? "is not below" : "is not above" : isLower ? "is below" : "is above";
        var limit = $"{LimitWords.Of(verdict.Limit.Kind)} {verdict.Limit.Text}";
        if (double.IsNaN(verdict.Judged))
            return $"the value is not a number, so that {limit} does not hold";
        var bound = verdict.Limit.Kind is LimitKind.Min or LimitKind.Max ? limit : $"{Number(verdict, verdict.Bound)}, {limit}";
        return $"{Subject(verdict, isLower)} {side} {bound}";
    }

    private static string Subject(GateVerdict verdict, bool isLower)
    {
        var judged = Number(verdict, verdict.Judged);
        if (verdict.Judged == verdict.Value)
            return judged;
        return IsRankTested(verdict)
            ? $"at most {judged} by a rank test, which"
            : $"{(isLower ? "the low" : "the high")} end {judged} of the interval";
    }

    private static bool IsRankTested(GateVerdict verdict) => GateJudge.NeedsRankTest(verdict.Metric, verdict.Limit);

    private static IEnumerable<string> Notes(GateVerdict verdict)
    {
        if (verdict.Judged != verdict.Value)
            yield return $"value {Number(verdict, verdict.Value)}";
        if (verdict.Original is { } original)
            yield return $"original {Number(verdict, original)}";
        if (verdict.Records > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"{verdict.Records} records");
        if (verdict.Interval is { } interval)
            yield return $"{Percent.Of(verdict.IntervalConfidence)} interval {Number(verdict, interval.Low)}.."
                + $"{Number(verdict, interval.High)}";
        if (verdict.IsDisturbed)
            yield return "on a busy machine";
    }

    /// <summary>Four digits after the point, more where the bound would look the same.</summary>
    private static string Number(GateVerdict verdict, double value)
    {
        if (verdict.Metric.Unit is { } unit)
            return unit.Format(value);
        var text = Decimal(value, "0.####");
        return value != verdict.Bound && text == Decimal(verdict.Bound, "0.####") ? Decimal(value, "0.########") : text;
    }

    private static string Decimal(double value, string format) =>
        value != 0 && Math.Abs(value) < 0.001
            ? value.ToString("G3", CultureInfo.InvariantCulture)
            : value.ToString(format, CultureInfo.InvariantCulture);
}
