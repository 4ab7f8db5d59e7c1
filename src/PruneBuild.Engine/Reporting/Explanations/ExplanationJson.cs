using System.Text.Json.Nodes;
using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Pipeline.Explaining;
using PruneBuild.Engine.Pruning.Masks;
using PruneBuild.Pruning.Methods;

namespace PruneBuild.Engine.Reporting.Explanations;

/// <summary>An explanation for programs.</summary>
public static class ExplanationJson
{
    private const int Hardest = 10;

    /// <summary><c>{ model, steps: [{ asked, criterion, groups: [{ id, units, kept, loss, nextLoss, removed: [{ unit, rank, loss, repeats
    /// }] }], weights: [{ id, elements, zeros, inputs: { count, least, median, most, emptied, hardest: [{ index, zeros }] }, outputs,
    /// score: { of, largestGone, smallestKept }, predictedLoss, loss }] }], met }</c>.</summary>
    public static JsonObject Of(ModelExplanation explanation) => new()
    {
        ["model"] = explanation.Model,
        ["steps"] = new JsonArray([.. explanation.Steps.Select(step => (JsonNode)new JsonObject
        {
            ["asked"] = step.Asked,
            ["criterion"] = step.Criterion,
            ["groups"] = new JsonArray([.. step.Groups.Select(group => (JsonNode)Group(group))]),
            ["weights"] = new JsonArray([.. step.Weights.Select(weight => (JsonNode)Weight(weight))]),
        })]),
        ["met"] = new JsonObject(explanation.Met.Select(one => KeyValuePair.Create(one.Metric, (JsonNode?)MeasurementJson.Of(one)))),
    };

    private static JsonObject Group(GroupExplanation group) => new()
    {
        ["id"] = group.Id,
        ["units"] = group.Units,
        ["kept"] = group.Kept,
        ["loss"] = group.Loss,
        ["nextLoss"] = group.NextLoss,
        ["removed"] = new JsonArray([.. group.Removed.Select((unit, rank) => (JsonNode)Unit(unit, rank + 1))]),
    };

    private static JsonObject Weight(MaskedWeight weight)
    {
        var findings = weight.Findings!;
        return new JsonObject
        {
            ["id"] = weight.Id,
            ["elements"] = weight.Elements,
            ["zeros"] = weight.Zeros,
            ["inputs"] = Shares(findings.Inputs),
            ["outputs"] = Shares(findings.Outputs),
            ["score"] = new JsonObject
            {
                ["of"] = findings.Score, ["largestGone"] = Finite(findings.LargestGone), ["smallestKept"] = Finite(findings.SmallestKept),
            },
            ["predictedLoss"] = findings.PredictedLoss,
            ["loss"] = weight.RelativeError,
        };
    }

    private static JsonObject Shares(ZeroShares side) => new()
    {
        ["count"] = side.Shares.Count,
        ["least"] = side.Least,
        ["median"] = side.Median,
        ["most"] = side.Most,
        ["emptied"] = side.Emptied,
        ["hardest"] = new JsonArray(
            [.. side.Hardest(Hardest).Select(index => (JsonNode)new JsonObject { ["index"] = index, ["zeros"] = side.Shares[index] })]),
    };

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    private static JsonObject Unit(RemovalReason reason, int rank)
    {
        var json = new JsonObject { ["unit"] = reason.Unit, ["rank"] = rank };
        if (!double.IsNaN(reason.Loss))
            json["loss"] = reason.Loss;
        if (reason.Redundancy is { } shared)
        {
            var repeats = new JsonObject { ["unit"] = shared.With, ["amount"] = shared.Amount, ["measure"] = shared.Measure };
            if (shared.Survivor is { } survivor)
                repeats["survivor"] = survivor;
            json["repeats"] = repeats;
        }

        return json;
    }
}
