using System.Text.Json.Nodes;
using PruneBuild.Pruning.Masks;

namespace PruneBuild.Engine.Reporting.Structures;

/// <summary>What masks can do to a model, for programs.</summary>
public static class MaskJson
{
    /// <summary><c>{ weights: [ { id, tensor, node, operator, features, outputs, elements, excluded } ], refusals }</c>.</summary>
    public static JsonObject Of(MaskableWeights weights) => new()
    {
        ["weights"] = new JsonArray([.. weights.Weights.Select(weight => (JsonNode)new JsonObject
        {
            ["id"] = weight.Id, ["tensor"] = weight.Tensor, ["node"] = weight.Node, ["operator"] = weight.Operator,
            ["features"] = weight.Layout.Features, ["outputs"] = weight.Layout.Outputs, ["elements"] = weight.Layout.Count,
            ["excluded"] = weight.Excluded,
        })]),
        ["refusals"] = new JsonArray([.. weights.Refusals.Select(refusal => (JsonNode)new JsonObject
        {
            ["tensor"] = refusal.Tensor, ["node"] = refusal.Node, ["operator"] = refusal.Operator,
            ["elements"] = refusal.Elements, ["reason"] = refusal.Reason,
        })]),
    };
}
