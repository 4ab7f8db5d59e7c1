using System.Text.Json.Nodes;
using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Reporting.Structures;

namespace PruneBuild.Engine.Reporting.Plans;

/// <summary>What <c>plan</c> says of a model, for programs.</summary>
public static class PlanSummaryJson
{
    /// <summary><c>{ model, name, status, settled, groups: [{ id, kind, units, kept, loss }], masks: [{ weight, elements, zeros }], before,
    /// after }</c>; <c>name</c> is <c>model</c> again; <c>status</c> is <c>planned</c>; kept units are numbered
    /// from 0; <c>settled</c> is what a run keeps to: <c>units</c>, <c>counts</c> or just the <c>budget</c>.</summary>
    public static JsonObject Of(string name, PlannedCut cut)
    {
        var plan = cut.Plan.Groups.ToDictionary(group => group.GroupId);
        return new()
        {
            ["model"] = name,
            ["name"] = name,
            ["status"] = "planned",
            ["settled"] = cut.Settled.ToString().ToLowerInvariant(),
            ["groups"] = new JsonArray(
                [.. cut.Structure.Groups.Where(group => plan.ContainsKey(group.Id)).Select(group => (JsonNode)new JsonObject
                {
                    ["id"] = group.Id,
                    ["kind"] = StructureWords.Key(group.Kind),
                    ["units"] = group.Units,
                    ["kept"] = new JsonArray([.. plan[group.Id].Kept.Select(unit => (JsonNode)unit)]),
                    ["loss"] = plan[group.Id].Loss,
                })]),
            ["masks"] = new JsonArray(
                [.. cut.Masks.Select(mask => (JsonNode)new JsonObject
                {
                    ["weight"] = mask.Id, ["elements"] = mask.Elements, ["zeros"] = mask.Zeros,
                })]),
            ["before"] = Cost(PlanCosts.Before(cut)),
            ["after"] = Cost(PlanCosts.After(cut)),
        };
    }

    /// <summary><c>{ model, name, status, reason }</c> of a model that has no plan before it is run: <c>status</c> is <c>searched</c>.
    /// </summary>
    public static JsonObject Searched(string name, string reason) =>
        new() { ["model"] = name, ["name"] = name, ["status"] = "searched", ["reason"] = reason };

    private static JsonObject Cost(PlanCosts costs) =>
        new() { ["flops"] = costs.Flops, ["parameters"] = costs.Parameters, ["bytes"] = costs.Bytes };
}
