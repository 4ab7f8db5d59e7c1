using System.Text.Json.Nodes;
using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Reporting;

namespace PruneBuild.Engine.Locking;

/// <summary>Lock files as text: same content, same bytes; one change, one line.</summary>
public static class LockFileWriter
{
    /// <summary>Version of the format.</summary>
    internal const int Version = 1;

    /// <summary>The file's text.</summary>
    public static string Text(LockFile locked) => ReadableJson.Text(new JsonObject
    {
        ["version"] = Version,
        ["models"] = Members(locked.Models, model => model.Name, Model),
    });

    private static JsonNode Model(LockedModel model)
    {
        var json = new JsonObject
        {
            ["engine"] = model.Engine,
            ["device"] = model.Device,
            ["settings"] = model.Settings,
        };
        if (model.Seed is { } seed)
            json["seed"] = seed;
        json["inputs"] = Lines(model.Inputs, input => input.Path, input => input.Sha256);
        json["method"] = model.Method;
        json["cut"] = Members(model.Cuts, cut => cut.Group, cut => new JsonObject { ["units"] = cut.Units, ["kept"] = cut.Kept });
        json["measured"] = Members(model.Measured, measured => measured.Metric, MeasurementJson.Of);
        json["artifact"] = new JsonObject
        {
            ["file"] = model.Artifact.File,
            ["sha256"] = model.Artifact.Sha256,
            ["bytes"] = model.Artifact.Bytes,
        };
        return json;
    }

    private static JsonObject Members<T>(IEnumerable<T> items, Func<T, string> name, Func<T, JsonNode> value) =>
        new(items.Select(item => KeyValuePair.Create(name(item), (JsonNode?)value(item))));

    /// <summary>Scalars of which each is an object of one member, so that every one has its line.</summary>
    private static JsonObject Lines<T>(IEnumerable<T> items, Func<T, string> name, Func<T, string> sha256) =>
        Members(items, name, item => new JsonObject { ["sha256"] = sha256(item) });
}
