using System.Text.Json;
using System.Text.Json.Nodes;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Reporting;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Pipeline;

/// <summary>Records as text, and back.</summary>
internal static class PruneRecordJson
{
    private const int Version = 3;

    /// <summary>The text: same record, same text.</summary>
    public static string Text(PruneRecord record) => ReadableJson.Text(new JsonObject
    {
        ["version"] = Version,
        ["key"] = record.Key,
        ["engine"] = record.Engine,
        ["deviceClass"] = record.DeviceClass,
        ["machine"] = record.Machine,
        ["source"] = record.Source,
        ["method"] = record.Method,
        ["structure"] = record.Structure,
        ["cuts"] = Array(record.Cuts, cut => new JsonObject
        {
            ["group"] = cut.GroupId, ["units"] = cut.Units, ["loss"] = cut.Loss, ["kept"] = Array(cut.Kept, unit => unit),
        }),
        ["groups"] = Array(record.Groups, group => new JsonObject
        {
            ["group"] = group.Id, ["kind"] = group.Kind, ["units"] = group.Units,
            ["macShare"] = Math.Round(group.MacShare, 6), ["parameterShare"] = Math.Round(group.ParameterShare, 6),
        }),
        ["masks"] = Array(record.Masks, mask => new JsonObject
        {
            ["weight"] = mask.Id, ["elements"] = mask.Elements, ["zeros"] = mask.Zeros, ["error"] = mask.Error is { } error ? Math.Round(error, 6) : null,
        }),
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
            ["calibration"] = record.Records.Calibration, ["validation"] = record.Records.Validation, ["madeUp"] = record.Records.AreMadeUp,
        },
        ["notes"] = Array(record.Notes, note => new JsonObject
        {
            ["code"] = note.Code, ["severity"] = note.Severity.ToString(), ["message"] = note.Message,
        }),
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
            return JsonNode.Parse(text) is JsonObject json && (int?)json["version"] == Version ? Read(json) : null;
        }
        catch (Exception damage) when (damage is JsonException or FormatException or InvalidOperationException or ArgumentException or OverflowException)
        {
            return null;
        }
    }

    private static PruneRecord Read(JsonObject json) => new(
        Word(json, "key"), Word(json, "engine"), Word(json, "deviceClass"), Word(json, "machine"), Word(json, "source"), Word(json, "method"),
        Word(json, "structure"),
        List(json, "cuts", cut => new KeptUnits(
            Word(cut, "group"), (int)Number(cut, "units"), List(cut, "kept", unit => (int)unit!), Number(cut, "loss"))),
        Members(json, "measured").Select(one => MeasurementJson.Read(one.Key, one.Value)).ToValueList(),
        List(json, "files", file => new ArtifactFile(Plain(Word(file, "name")), Word(file, "sha256"), (long)Number(file, "bytes"))),
        List(json, "inputs", Value), List(json, "outputs", Value),
        new RecordCounts(
            (int)Number(json["records"], "calibration"), (int)Number(json["records"], "validation"), (bool?)json["records"]?["madeUp"] == true),
        List(json, "notes", note => new Diagnostic(Word(note, "code"), Enum.Parse<Severity>(Word(note, "severity")), Word(note, "message"))),
        List(json, "timings", timing => new StageTiming(Word(timing, "stage"), TimeSpan.FromMilliseconds(Number(timing, "milliseconds")))))
    {
        Groups = List(json, "groups", group => new GroupNote(
            Word(group, "group"), Word(group, "kind"), (int)Number(group, "units"), Number(group, "macShare"), Number(group, "parameterShare"))),
        Masks = List(json, "masks", mask => new MaskNote(
            Word(mask, "weight"), (long)Number(mask, "elements"), (long)Number(mask, "zeros"), (double?)mask?["error"])),
        Refusals = List(json, "refusals", refusal => new Refusal(
            Word(refusal, "where"), (int)Number(refusal, "size"), Word(refusal, "node"), Word(refusal, "operator"), Word(refusal, "reason"),
            Number(refusal, "macShare"), List(refusal, "tensors", carrier => new TensorAxis(Word(carrier, "tensor"), (int)Number(carrier, "axis"))))),
    };

    private static JsonObject Value(ModelValue value) => new()
    {
        ["name"] = value.Name, ["type"] = value.Type, ["shape"] = Array(value.Shape, size => size),
    };

    private static ModelValue Value(JsonNode? json) => new(Word(json, "name"), Word(json, "type"), List(json, "shape", size => (string)size!));

    private static JsonArray Array<T>(IEnumerable<T> items, Func<T, JsonNode?> item) => new([.. items.Select(item)]);

    private static ValueList<T> List<T>(JsonNode? parent, string name, Func<JsonNode?, T> item) =>
        (parent?[name] as JsonArray ?? throw Missing(name)).Select(item).ToValueList();

    private static JsonObject Members(JsonNode? parent, string name) => parent?[name] as JsonObject ?? throw Missing(name);

    private static string Word(JsonNode? parent, string name) => (string?)parent?[name] ?? throw Missing(name);

    private static double Number(JsonNode? parent, string name) => (double?)parent?[name] ?? throw Missing(name);

    /// <summary>A record of a shared cache may come from anyone: its files go beside it and nowhere else.</summary>
    private static string Plain(string name) =>
        name.Length > 0 && name == Path.GetFileName(name) && name is not ("." or "..") && !name.Contains('\\')
            ? name
            : throw new FormatException($"'{name}' is not a file name");

    private static FormatException Missing(string name) => new($"'{name}' is missing");
}
