using System.Text.Json;
using System.Text.Json.Nodes;
using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Reporting;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Pipeline.Records;

/// <summary>Records as text, and back.</summary>
internal static class PruneRecordJson
{
    private const int Version = 6;

    /// <summary>The text: same record, same text.</summary>
    public static string Text(PruneRecord record) => ReadableJson.Text(new JsonObject
    {
        ["version"] = Version,
        ["key"] = record.Key,
        ["engine"] = record.Engine,
        ["deviceClass"] = record.DeviceClass,
        ["machine"] = record.Machine,
        ["source"] = record.Source,
        ["seed"] = record.Seed,
        ["basis"] = record.Basis,
        ["method"] = record.Method,
        ["criterion"] = record.Criterion,
        ["structure"] = record.Structure,
        ["cuts"] = Array(record.Cuts, CutJson.Of),
        ["groups"] = Array(record.Groups, group => new JsonObject
        {
            ["group"] = group.Id, ["kind"] = group.Kind, ["units"] = group.Units,
            ["macShare"] = Math.Round(group.MacShare, 6), ["parameterShare"] = Math.Round(group.ParameterShare, 6),
        }),
        ["masks"] = Array(record.Masks, mask => new JsonObject
        {
            ["weight"] = mask.Id, ["elements"] = mask.Elements, ["zeros"] = mask.Zeros,
            ["error"] = mask.Error is { } error ? Math.Round(error, 6) : null,
        }),
        ["recoveries"] = Array(record.Recoveries, RecoveryJson.Of),
        ["refusals"] = Array(record.Refusals, refusal => new JsonObject
        {
            ["where"] = refusal.Where, ["size"] = refusal.Size, ["node"] = refusal.Node, ["operator"] = refusal.Operator,
            ["reason"] = refusal.Reason, ["macShare"] = Math.Round(refusal.MacShare, 6),
            ["tensors"] = Array(refusal.Tensors, carrier => new JsonObject { ["tensor"] = carrier.Tensor, ["axis"] = carrier.Axis }),
        }),
        ["measured"] = new JsonObject(record.Measured.Select(one => KeyValuePair.Create(one.Metric, (JsonNode?)MeasurementJson.Of(one)))),
        ["files"] = Array(record.Files, file => new JsonObject { ["name"] = file.Name, ["sha256"] = file.Sha256, ["bytes"] = file.Bytes }),
        ["inputs"] = Array(record.Inputs, Value),
        ["outputs"] = Array(record.Outputs, Value),
        ["records"] = new JsonObject
        {
            ["calibration"] = record.Records.Calibration, ["validation"] = record.Records.Validation,
            ["measuredOn"] = RecordOriginWords.Of(record.Records.Origin),
        },
        ["notes"] = Array(record.Notes, DiagnosticJson.Placeless),
        ["timings"] = Array(record.Timings, timing => new JsonObject
        {
            ["stage"] = timing.Name, ["milliseconds"] = Math.Round(timing.Duration.TotalMilliseconds, 1),
        }),
    });

    /// <summary>Reads what <see cref="Text" /> writes; null for anything else: a damaged record is no record.</summary>
    public static PruneRecord? Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Count("version") == Version ? Read(document.RootElement) : null;
        }
        catch (Exception damage) when (damage is JsonException or FormatException or InvalidOperationException
            or ArgumentException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>The same; null for a record of another key too.</summary>
    public static PruneRecord? Parse(string text, string key) => Parse(text) is { } record && record.Key == key ? record : null;

    private static PruneRecord Read(JsonElement json) => new(
        json.Text("key"), json.Text("engine"), json.Text("deviceClass"), json.Text("machine"), json.Text("source"), json.Text("method"),
        json.Text("structure"),
        json.Items("cuts", CutJson.Read),
        json.Members("measured", MeasurementJson.Read),
        json.Items("files", file => new ArtifactFile(Plain(file.Text("name")), file.Text("sha256"), file.Count("bytes"))),
        json.Items("inputs", Value), json.Items("outputs", Value),
        Records(json.Member("records")),
        json.Items("notes", DiagnosticJson.Read),
        json.Items("timings", timing => new StageTiming(timing.Text("stage"), TimeSpan.FromMilliseconds(timing.Number("milliseconds")))))
    {
        Seed = (int)json.Count("seed"),
        Basis = json.Text("basis"),
        Criterion = json.Find("criterion")?.GetString() ?? "",
        Groups = json.Items("groups", group => new GroupNote(
            group.Text("group"), group.Text("kind"), (int)group.Count("units"), group.Number("macShare"), group.Number("parameterShare"))),
        Masks = json.Items("masks", mask => new MaskNote(
            mask.Text("weight"), mask.Count("elements"), mask.Count("zeros"), mask.Find("error")?.GetDouble())),
        Recoveries = json.Items("recoveries", RecoveryJson.Read),
        Refusals = json.Items("refusals", refusal => new Refusal(
            refusal.Text("where"), (int)refusal.Count("size"), refusal.Text("node"), refusal.Text("operator"), refusal.Text("reason"),
            refusal.Number("macShare"),
            refusal.Items("tensors", carrier => new TensorAxis(carrier.Text("tensor"), (int)carrier.Count("axis"))))),
    };

    private static RecordCounts Records(JsonElement json) =>
        new((int)json.Count("calibration"), (int)json.Count("validation"), RecordOriginWords.Read(json));

    private static JsonObject Value(ModelValue value) => new()
    {
        ["name"] = value.Name, ["type"] = value.Type, ["shape"] = Array(value.Shape, size => size),
    };

    private static ModelValue Value(JsonElement json) =>
        new(json.Text("name"), json.Text("type"), json.Items("shape", size => size.GetString()!));

    private static JsonArray Array<T>(IEnumerable<T> items, Func<T, JsonNode?> item) => new([.. items.Select(item)]);

    /// <summary>A record of a shared cache may come from anyone: its files go beside it and nowhere else.</summary>
    private static string Plain(string name) =>
        name.Length > 0 && name == Path.GetFileName(name) && name is not ("." or "..") && !name.Contains('\\')
            ? name
            : throw new FormatException($"'{name}' is not a file name");
}
