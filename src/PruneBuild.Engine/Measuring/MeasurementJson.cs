using System.Text.Json;
using System.Text.Json.Nodes;
using PruneBuild.Engine.Measuring.Statistics;
using PruneBuild.Engine.Reporting;

namespace PruneBuild.Engine.Measuring;

/// <summary>Measurements in lock files, caches and reports.</summary>
public static class MeasurementJson
{
    /// <summary>The measurement without its metric's name, which is the member that holds it.</summary>
    public static JsonObject Of(Measurement measurement)
    {
        var json = new JsonObject();
        if (measurement.Original is { } original)
        {
            json["original"] = Rounded(original.Value);
            AddSpread(json, "originalSpread", original);
        }

        json["pruned"] = Rounded(measurement.Pruned.Value);
        if (measurement.Pruned.Kind != EstimateKind.Exact)
        {
            json["kind"] = Word(measurement.Pruned.Kind);
            AddSpread(json, "spread", measurement.Pruned);
            json["records"] = measurement.Pruned.Records;
        }

        if (measurement.SurestRatio is { } ratio)
            json["surestRatio"] = Rounded(ratio);
        if (measurement.IsDisturbed)
            json["disturbed"] = true;
        return json;
    }

    /// <summary>Reads what <see cref="Of" /> writes.</summary>
    /// <exception cref="FormatException">A member is missing.</exception>
    /// <exception cref="InvalidOperationException">A member has another type.</exception>
    public static Measurement Read(string metric, JsonElement json)
    {
        var kind = json.Find("kind") is { } word ? Kind(word.GetString()) : EstimateKind.Exact;
        var records = json.Find("records")?.GetInt64() ?? 0;
        var original = json.Find("original") is { } value
            ? new Estimate(value.GetDouble(), kind, Spread(json, "originalSpread", kind), records)
            : null;
        var pruned = new Estimate(json.Number("pruned"), kind, Spread(json, "spread", kind), records);
        return new(metric, original, pruned, json.Find("surestRatio")?.GetDouble(), json.Find("disturbed")?.GetBoolean() ?? false);
    }

    /// <summary>Nine significant digits: more than any record count supports, and the same text on every machine.</summary>
    private static double Rounded(double value) => double.Parse(
        value.ToString("G9", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture);

    private static void AddSpread(JsonObject json, string name, Estimate estimate)
    {
        if (estimate.Kind != EstimateKind.Exact && double.IsFinite(estimate.Spread))
            json[name] = Rounded(estimate.Spread);
    }

    /// <summary>A spread that is not written is not known: one record, or two.</summary>
    private static double Spread(JsonElement json, string name, EstimateKind kind) =>
        json.Find(name)?.GetDouble() ?? (kind == EstimateKind.Exact ? 0 : double.PositiveInfinity);

    private static string Word(EstimateKind kind) => kind switch
    {
        EstimateKind.Exact => "exact",
        EstimateKind.Share => "share",
        EstimateKind.OverlapShare => "overlap",
        EstimateKind.Mean => "mean",
        EstimateKind.Exponential => "exponential",
        EstimateKind.Correlation => "correlation",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind."),
    };

    private static EstimateKind Kind(string? word)
    {
        foreach (var kind in Enum.GetValues<EstimateKind>())
        {
            if (Word(kind) == word)
                return kind;
        }

        throw new FormatException($"'{word}' is not a kind of estimate");
    }
}
