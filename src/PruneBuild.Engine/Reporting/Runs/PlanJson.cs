using System.Text.Json.Nodes;
using PruneBuild.Engine.Pipeline.Records;

namespace PruneBuild.Engine.Reporting.Runs;

/// <summary>What was cut, as plan.json.</summary>
public static class PlanJson
{
    /// <summary>The groups that lost units, with the units that stayed.</summary>
    public static JsonObject Of(PruneRecord record) => new()
    {
        ["method"] = record.Method,
        ["groups"] = new JsonArray([.. record.Cuts.Select(cut => (JsonNode)new JsonObject
        {
            ["group"] = cut.GroupId,
            ["units"] = cut.Units,
            ["loss"] = cut.Loss,
            ["kept"] = new JsonArray([.. cut.Kept.Select(unit => (JsonNode)unit)]),
        })]),
    };
}
