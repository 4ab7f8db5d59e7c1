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

    /// <summary>Original and pruned: <c>63 → 34 MB</c>; the pruned value alone where the original has none.</summary>
    public static string Change(Measurement measurement)
    {
        var pruned = Of(measurement.Metric, measurement.Pruned.Value);
        if (measurement.Original is null)
            return pruned;
        var original = Of(measurement.Metric, measurement.Original.Value);
        return $"{WithoutUnit(original, pruned)} → {pruned}";
    }

    /// <summary>How the time of a run changed: <c>1.9× faster</c>.</summary>
    public static string Speed(Measurement latency)
    {
        var factor = latency.Original!.Value / latency.Pruned.Value;
        return factor switch
        {
            > 1.05 => string.Create(CultureInfo.InvariantCulture, $"{factor:0.0#}× faster"),
            < 0.95 => string.Create(CultureInfo.InvariantCulture, $"{1 / factor:0.0#}× slower"),
            _ => "as fast",
        };
    }

    private static UnitFamily? UnitOf(string metric) => MetricCatalog.Find(metric)?.Unit;

    /// <summary>A unit that both have is said once.</summary>
    private static string WithoutUnit(string text, string other)
    {
        var unit = text.LastIndexOf(' ');
        return unit > 0 && other.EndsWith(text[unit..], StringComparison.Ordinal) ? text[..unit] : text;
    }
}
