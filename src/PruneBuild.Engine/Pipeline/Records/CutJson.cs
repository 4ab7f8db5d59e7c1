using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using PruneBuild.Engine.Reporting;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Planning;

namespace PruneBuild.Engine.Pipeline.Records;

/// <summary>What stays of a group and why the rest went, as records keep it: lists side by side,
/// for there may be tens of thousands of units.</summary>
internal static class CutJson
{
    /// <summary><c>{ group, units, loss, nextLoss, kept, removed, losses, repeats: [[with, amount, measure]] }</c>; the last three are as
    /// long as each other, or <c>repeats</c> is null. What single units add is rounded to six digits.</summary>
    public static JsonObject Of(KeptUnits cut) => new()
    {
        ["group"] = cut.GroupId,
        ["units"] = cut.Units,
        ["loss"] = cut.Loss,
        ["nextLoss"] = cut.NextLoss is { } next ? Number(next) : null,
        ["kept"] = Array(cut.Kept, unit => unit),
        ["removed"] = Array(cut.Reasons, reason => reason.Unit),
        ["losses"] = Array(cut.Reasons, reason => Number(reason.Loss)),
        ["repeats"] = cut.Reasons.Any(reason => reason.Redundancy is not null)
            ? Array(cut.Reasons, reason => Repeated(reason.Redundancy))
            : null,
    };

    /// <summary>Reads what <see cref="Of" /> writes.</summary>
    /// <exception cref="FormatException">The lists are not as long as each other, or a member is missing.</exception>
    public static KeptUnits Read(JsonElement json)
    {
        var losses = json.Items("losses", loss => loss.ValueKind == JsonValueKind.Null ? double.NaN : loss.GetDouble());
        var repeats = json.Find("repeats") is null ? [] : json.Items("repeats", Repeated);
        var removed = json.Items("removed", unit => unit.GetInt32());
        if (losses.Count != removed.Count || (repeats.Count != removed.Count && repeats.Count > 0))
            throw new FormatException("The reasons are not as many as the units.");
        return new KeptUnits(json.Text("group"), (int)json.Count("units"), json.Items("kept", unit => unit.GetInt32()), json.Number("loss"))
        {
            NextLoss = json.Find("nextLoss")?.GetDouble(),
            Reasons = removed.Select((unit, i) => new RemovalReason(unit, losses[i], repeats.Count > 0 ? repeats[i] : null)).ToValueList(),
        };
    }

    private static JsonArray? Repeated(Redundancy? shared) =>
        shared is null ? null
        : shared.Survivor is { } survivor ? [shared.With, Number(shared.Amount), shared.Measure, survivor]
        : [shared.With, Number(shared.Amount), shared.Measure];

    private static Redundancy? Repeated(JsonElement json) =>
        json.ValueKind == JsonValueKind.Null ? null : new Redundancy(
            json[0].GetInt32(), json[1].ValueKind == JsonValueKind.Null ? double.NaN : json[1].GetDouble(), json[2].GetString()!)
        {
            Survivor = json.GetArrayLength() > 3 ? json[3].GetInt32() : null,
        };

    /// <summary>Null for what JSON cannot say.</summary>
    internal static JsonNode? Number(double value) =>
        double.IsFinite(value) ? double.Parse(value.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : null;

    private static JsonArray Array<T>(IEnumerable<T> items, Func<T, JsonNode?> item) => new([.. items.Select(item)]);
}
