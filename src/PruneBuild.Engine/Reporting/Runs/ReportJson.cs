using System.Text.Json.Nodes;
using PruneBuild.Engine.Gates;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Pipeline.Outcomes;
using PruneBuild.Engine.Pipeline.Records;

namespace PruneBuild.Engine.Reporting.Runs;

/// <summary>Everything about one model's run, as report.json.</summary>
public static class ReportJson
{
    /// <summary>The report of a model that was pruned.</summary>
    public static JsonObject Of(ModelOutcome outcome)
    {
        var record = outcome.Record ?? throw new ArgumentException("Nothing was pruned.", nameof(outcome));
        return new JsonObject
        {
            ["model"] = outcome.Entry.Name.Value,
            ["holds"] = outcome.Gates.Holds,
            ["shipped"] = outcome.ShipsOriginal ? "original" : "pruned",
            ["method"] = record.Method,
            ["structure"] = record.Structure,
            ["gates"] = new JsonArray([.. outcome.Gates.Verdicts.Select(Verdict)]),
            ["measured"] = new JsonObject(record.Measured.Select(one => KeyValuePair.Create(one.Metric, (JsonNode?)Measured(one)))),
            ["cut"] = new JsonArray([.. record.Cuts.Select(cut => (JsonNode)new JsonObject
            {
                ["group"] = cut.GroupId, ["units"] = cut.Units, ["kept"] = cut.Kept.Count, ["loss"] = cut.Loss,
            })]),
            ["masks"] = new JsonArray([.. record.Masks.Select(mask => (JsonNode)new JsonObject
            {
                ["weight"] = mask.Id, ["elements"] = mask.Elements, ["zeros"] = mask.Zeros, ["error"] = mask.Error,
            })]),
            ["recoveries"] = new JsonArray([.. record.Recoveries.Select(RecoveryJson.Of)]),
            ["groups"] = new JsonArray([.. record.Groups.Select(group => (JsonNode)new JsonObject
            {
                ["group"] = group.Id, ["kind"] = group.Kind, ["units"] = group.Units, ["macShare"] = group.MacShare,
            })]),
            ["refusals"] = new JsonArray([.. record.Refusals.Select(refusal => (JsonNode)new JsonObject
            {
                ["where"] = refusal.Where, ["size"] = refusal.Size, ["node"] = refusal.Node, ["operator"] = refusal.Operator,
                ["reason"] = refusal.Reason, ["macShare"] = refusal.MacShare,
            })]),
            ["data"] = Data(outcome.Entry.Data),
            ["seed"] = record.Seed,
            ["records"] = new JsonObject
            {
                ["calibration"] = record.Records.Calibration,
                ["validation"] = record.Records.Validation,
                ["madeUp"] = record.Records.Origin == RecordOrigin.Random,
                ["measuredOn"] = RecordOriginWords.Of(record.Records.Origin),
            },
            ["notes"] = new JsonArray([.. record.Notes.Select(DiagnosticJson.Placeless)]),
            ["source"] = new JsonObject { ["sha256"] = record.Source },
            ["artifact"] = new JsonObject { ["file"] = record.Files[0].Name, ["sha256"] = record.Sha256, ["bytes"] = record.Bytes },
            ["basis"] = record.Basis,
            ["engine"] = record.Engine,
            ["device"] = record.DeviceClass,
            ["machine"] = record.MachineWords,
            ["timings"] = new JsonArray([.. record.Timings.Select(timing => (JsonNode)new JsonObject
            {
                ["stage"] = timing.Name, ["milliseconds"] = Math.Round(timing.Duration.TotalMilliseconds, 1),
            })]),
        };
    }

    /// <summary>The data as the manifest names them; what it does not say is left out.</summary>
    private static JsonObject Data(DataEntry? data)
    {
        var json = new JsonObject();
        foreach (var (name, set) in new[] { ("calibration", data?.Calibration), ("validation", data?.Validation) })
        {
            if (set is not null)
                json[name] = Set(set);
        }

        if (data?.Generated is { } written)
            json["calibration"] = new JsonObject
            {
                ["generated"] = new JsonObject { ["sequences"] = written.Sequences.Value, ["tokens"] = written.Tokens.Value },
            };

        return json;
    }

    private static JsonObject Set(DataSetEntry set)
    {
        var json = new JsonObject { ["file"] = set.File.Value };
        if (set.Take is { } take)
            json["take"] = take.Value;
        if (set.Skip is { } skip)
            json["skip"] = skip.Value;
        if (set.Labels is { } labels)
            json["labels"] = labels.Value;
        return json;
    }

    private static JsonNode Verdict(GateVerdict verdict) => new JsonObject
    {
        ["gate"] = verdict.Metric.Name,
        ["limit"] = LimitWords.Of(verdict.Limit.Kind),
        ["amount"] = verdict.Limit.Text,
        ["holds"] = verdict.Holds,
        ["message"] = verdict.Message,
    };

    private static JsonObject Measured(Measurement measurement)
    {
        var json = MeasurementJson.Of(measurement);
        if (measurement.Pruned.Kind == Measuring.Statistics.EstimateKind.Exact)
            return json;
        var interval = measurement.Interval(GateJudge.ShownConfidence);
        if (double.IsFinite(interval.Low) && double.IsFinite(interval.High))
            json["interval95"] = new JsonArray(interval.Low, interval.High);
        return json;
    }
}
