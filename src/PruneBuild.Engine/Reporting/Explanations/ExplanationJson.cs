using System.Text.Json.Nodes;
using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Pipeline.Explaining;
using PruneBuild.Pruning.Methods;

namespace PruneBuild.Engine.Reporting.Explanations;

/// <summary>An explanation for programs.</summary>
public static class ExplanationJson
{
    /// <summary><c>{ model, asked, groups: [{ id, units, kept, loss, nextLoss, removed: [{ unit, rank, loss, repeats }] }], met }</c>.</summary>
    public static JsonObject Of(ModelExplanation explanation) => new()
    {
        ["model"] = explanation.Model,
        ["asked"] = explanation.Asked,
        ["groups"] = new JsonArray([.. explanation.Groups.Select(group => (JsonNode)new JsonObject
        {
            ["id"] = group.Id,
            ["units"] = group.Units,
            ["kept"] = group.Kept,
            ["loss"] = group.Loss,
            ["nextLoss"] = group.NextLoss,
            ["removed"] = new JsonArray([.. group.Removed.Select((unit, rank) => (JsonNode)Unit(unit, rank + 1))]),
        })]),
        ["met"] = new JsonObject(explanation.Met.Select(one => KeyValuePair.Create(one.Metric, (JsonNode?)MeasurementJson.Of(one)))),
    };

    private static JsonObject Unit(RemovalReason reason, int rank)
    {
        var json = new JsonObject { ["unit"] = reason.Unit, ["rank"] = rank };
        if (!double.IsNaN(reason.Loss))
            json["loss"] = reason.Loss;
        if (reason.Redundancy is { } shared)
            json["repeats"] = new JsonObject { ["unit"] = shared.With, ["amount"] = shared.Amount, ["measure"] = shared.Measure };
        return json;
    }
}
