using System.Text.Json.Nodes;
using PruneBuild.Engine.Gates;
using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Pipeline.Sweeping;

namespace PruneBuild.Engine.Reporting.Sweeps;

/// <summary>A sweep as sweep.json.</summary>
public static class SweepJson
{
    /// <summary>Name of the file, in the model's folder.</summary>
    public const string FileName = "sweep.json";

    /// <summary><c>{ model, basis, metric, original, removes, complete, pending: [{ method, asked }], gates: [{ gate, limit, amount }],
    /// trials: [{ method, asked, removed, value, latencyRatio, bytes, holds, front, code, problem }] }</c>; <c>pending</c> are trials that
    /// are not done, as in the file of a sweep that goes on or was stopped.</summary>
    public static JsonObject Of(SweepResult sweep) => new()
    {
        ["model"] = sweep.Model,
        ["basis"] = sweep.Basis,
        ["metric"] = sweep.Metric,
        ["original"] = sweep.Original,
        ["removes"] = sweep.Removes,
        ["complete"] = !sweep.Pending.Any(),
        ["pending"] = new JsonArray([.. sweep.Pending.Select(point => (JsonNode)new JsonObject
        {
            ["method"] = point.Method, ["asked"] = point.Removal.Text,
        })]),
        ["gates"] = new JsonArray([.. sweep.Gates.SelectMany(gate => gate.Limits.Select(limit => (JsonNode)new JsonObject
        {
            ["gate"] = gate.Metric, ["limit"] = LimitWords.Of(limit.Kind), ["amount"] = limit.Text,
        }))]),
        ["trials"] = new JsonArray([.. sweep.Trials.Select(trial => (JsonNode)new JsonObject
        {
            ["method"] = trial.Method,
            ["asked"] = trial.Asked,
            ["removed"] = Rounded(sweep.Removed(trial)),
            ["value"] = trial.Value(sweep.Metric),
            ["latencyRatio"] = trial.Record?.Find(MetricCatalog.Latency) is { Original: { } before } latency
                ? Rounded(latency.Pruned.Value / before.Value)
                : null,
            ["bytes"] = trial.Record?.Bytes,
            ["holds"] = sweep.Holds(trial),
            ["front"] = sweep.IsOnFront(trial),
            ["code"] = trial.Problem?.Code,
            ["problem"] = trial.Problem?.Message,
        })]),
    };

    private static double? Rounded(double? value) => value is { } number ? Math.Round(number, 4) : null;
}
