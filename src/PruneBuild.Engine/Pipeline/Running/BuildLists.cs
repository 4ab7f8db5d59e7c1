using System.Globalization;
using System.Text.Json.Nodes;
using PruneBuild.Engine.Artifacts;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pipeline.Fingerprints;
using PruneBuild.Engine.Pipeline.Records;
using PruneBuild.Engine.Reporting;

namespace PruneBuild.Engine.Pipeline.Running;

/// <summary>The two lists that a build reads: docs/build-protocol.md has their form.</summary>
internal static class BuildLists
{
    private const int Version = 1;

    /// <summary>Writes inputs.txt: every file whose change can change the result.</summary>
    public static void WriteInputs(string folder, PruneManifest manifest, IEnumerable<InputFiles> files)
    {
        Directory.CreateDirectory(folder);
        var watched = files.SelectMany(model => model.Watched()).Append(Path.GetFullPath(manifest.Path)).Distinct()
            .Order(StringComparer.Ordinal);
        WholeFile.WriteIfChanged(Path.Combine(folder, "inputs.txt"), string.Concat(watched.Select(path => path + "\n")));
    }

    /// <summary>Where models.json is.</summary>
    public static string ModelsFile(string folder) => Path.Combine(folder, "models.json");

    /// <summary>The text of models.json.</summary>
    public static string Models(IEnumerable<ShippedFiles> models) => ReadableJson.Text(new JsonObject
    {
        ["version"] = Version,
        ["models"] = new JsonArray([.. models.Select(Model)]),
    });

    private static JsonObject Model(ShippedFiles shipped) => new()
    {
        ["name"] = shipped.Entry.Name.Value,
        ["source"] = shipped.Source,
        ["as"] = shipped.Entry.Output.Form.Value == OutputForm.Resource ? "resource" : "content",
        ["path"] = shipped.Entry.Output.Path.Value,
        ["shipped"] = shipped.IsOriginal ? "original" : "pruned",
        ["file"] = shipped.File.Path,
        ["data"] = new JsonArray([.. shipped.Data.Select(file => (JsonNode)file.Path)]),
        ["sha256"] = shipped.File.Sha256,
        ["dataSha256"] = new JsonArray([.. shipped.Data.Select(file => (JsonNode)file.Sha256)]),
        ["bytes"] = shipped.Bytes,
        ["inputs"] = new JsonArray([.. shipped.Inputs.Select(Value)]),
        ["outputs"] = new JsonArray([.. shipped.Outputs.Select(Value)]),
        ["measured"] = Measured(shipped.Record),
    };

    private static JsonObject Value(ModelValue value) => new()
    {
        ["name"] = value.Name,
        ["type"] = value.Type,
        ["shape"] = new JsonArray([.. value.Shape.Select(Size)]),
    };

    private static JsonNode? Size(string size) =>
        size.Length == 0 ? null : long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : size;

    private static JsonObject Measured(PruneRecord? record)
    {
        var json = new JsonObject();
        foreach (var one in record?.Measured ?? [])
        {
            var values = new JsonObject();
            if (one.Original is { } original)
                values["original"] = original.Value;
            values["pruned"] = one.Pruned.Value;
            json[one.Metric] = values;
        }

        return json;
    }
}
