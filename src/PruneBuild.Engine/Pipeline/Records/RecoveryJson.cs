using System.Text.Json;
using System.Text.Json.Nodes;
using PruneBuild.Engine.Reporting;

namespace PruneBuild.Engine.Pipeline.Records;

/// <summary>What a step trained, as records and report.json keep it.</summary>
internal static class RecoveryJson
{
    /// <summary>
    /// <c>{ step, kind, trained, steps, parameters, modelParameters, lossBefore, lossAfter, milliseconds }</c>; losses rounded to six
    /// digits.
    /// </summary>
    public static JsonObject Of(RecoveryNote note) => new()
    {
        ["step"] = note.Step,
        ["kind"] = note.Kind,
        ["trained"] = new JsonArray([.. note.Families.Select(family => (JsonNode)family)]),
        ["steps"] = note.Steps,
        ["parameters"] = note.Parameters,
        ["modelParameters"] = note.AllParameters,
        ["lossBefore"] = CutJson.Number(note.LossBefore),
        ["lossAfter"] = CutJson.Number(note.LossAfter),
        ["milliseconds"] = Math.Round(note.Duration.TotalMilliseconds, 1),
    };

    /// <summary>Reads what <see cref="Of" /> writes.</summary>
    public static RecoveryNote Read(JsonElement json) => new(
        (int)json.Count("step"), json.Text("kind"), json.Items("trained", family => family.GetString()!), (int)json.Count("steps"),
        json.Count("parameters"), json.Count("modelParameters"), Loss(json, "lossBefore"), Loss(json, "lossAfter"),
        TimeSpan.FromMilliseconds(json.Number("milliseconds")));

    private static double Loss(JsonElement json, string name) => json.Find(name)?.GetDouble() ?? double.NaN;
}
