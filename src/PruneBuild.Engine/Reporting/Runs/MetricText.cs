using System.Globalization;
using PruneBuild.Engine.Gates;
using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Measuring.Units;

namespace PruneBuild.Engine.Reporting.Runs;

/// <summary>Measured numbers as people read them.</summary>
public static class MetricText
{
    /// <summary>A value in its metric's unit: <c>0.905</c>, <c>33.9 MB</c>, <c>4.21 ms</c>.</summary>
    public static string Of(string metric, double value) => UnitOf(metric) is { } unit
        ? unit.Format(value)
        : value.ToString(Math.Abs(value) is < 0.001 and > 0 ? "G3" : "0.####", CultureInfo.InvariantCulture);

    /// <summary>Original and pruned in the original's unit: <c>63 → 34 MB</c>; the pruned value alone where
    /// the original has none.</summary>
    public static string Change(Measurement measurement)
    {
        var pruned = measurement.Pruned.Value;
        if (measurement.Original?.Value is not { } original)
            return Of(measurement.Metric, pruned);
        if (UnitOf(measurement.Metric) is not { } units)
            return $"{Of(measurement.Metric, original)} → {Of(measurement.Metric, pruned)}";
        var unit = units.Units.LastOrDefault(unit => unit.IsWritten && Math.Abs(original) >= unit.Factor) ?? units.Units[0];
        var (before, after) = (original / unit.Factor, pruned / unit.Factor);
        return $"{Short(before)} → {Short(after)} {unit.Symbol}".TrimEnd();
    }

    /// <summary>How the time of a run changed: <c>1.9× faster</c>.</summary>
    /// <remarks>A factor is named where the runs prove that there is a difference: by the rank test, or by intervals that do not meet.
    /// </remarks>
    public static string Speed(Measurement latency) => Factor(latency) + (latency.IsDisturbed ? " on a busy machine" : "");

    private static string Factor(Measurement latency)
    {
        var (original, pruned) = (latency.Original!, latency.Pruned);
        var factor = original.Value / pruned.Value;
        return factor switch
        {
            > 0.95 and < 1.05 => "as fast",
            > 1 when latency.SurestRatio is not >= 1 => string.Create(CultureInfo.InvariantCulture, $"{factor:0.0#}× faster"),
            < 1 when pruned.Interval(GateJudge.ShownConfidence).Low > original.Interval(GateJudge.ShownConfidence).High =>
                string.Create(CultureInfo.InvariantCulture, $"{1 / factor:0.0#}× slower"),
            _ => "as fast within noise",
        };
    }

    private static UnitFamily? UnitOf(string metric) => MetricCatalog.Find(metric)?.Unit;

    /// <summary>Three digits that mean something, and none after the point of a whole number.</summary>
    private static string Short(double number) => Math.Abs(number) >= 100
        ? number.ToString("0", CultureInfo.InvariantCulture)
        : number.ToString(Math.Abs(number) switch { >= 10 => "0.#", >= 0.1 or 0 => "0.##", _ => "G2" }, CultureInfo.InvariantCulture);
}
