using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace PruneBuild.MSBuild.Lists;

/// <summary>Reads models.json, which the tool writes: see docs/build-protocol.md.</summary>
internal static class ModelList
{
    private const int Version = 1;

    /// <summary>Reads the file.</summary>
    /// <exception cref="FormatException">It is damaged, or of another version.</exception>
    public static IReadOnlyList<ShippedModel> Read(string path) => Parse(File.ReadAllText(path));

    /// <summary>Reads the text of the file.</summary>
    /// <exception cref="FormatException">It is damaged, or of another version.</exception>
    public static IReadOnlyList<ShippedModel> Parse(string text)
    {
        var root = Members(JsonText.Parse(text), "the document");
        var version = Number(root, "version");
        if (version != Version)
            throw new FormatException($"its version is {version}, and this PruneBuild.MSBuild knows {Version}");
        return Items(root, "models").Select(model => Model(Members(model, "a model"))).ToArray();
    }

    private static ShippedModel Model(Dictionary<string, object?> model) => new(
        Text(model, "name"),
        Text(model, "source"),
        Text(model, "as"),
        Text(model, "path"),
        Text(model, "shipped"),
        Text(model, "file"),
        Items(model, "data").Select(file => AsText(file, "data")).ToArray(),
        Text(model, "sha256"),
        DataHashes(model),
        (long)Number(model, "bytes"),
        Items(model, "inputs").Select(Value).ToArray(),
        Items(model, "outputs").Select(Value).ToArray(),
        Members(Member(model, "measured"), "measured")
            .Select(member => Measurement(member, Text(model, "shipped") == "original")).ToArray());

    /// <summary>Earlier versions wrote none.</summary>
    private static string[] DataHashes(Dictionary<string, object?> model)
    {
        if (!model.ContainsKey("dataSha256"))
            return [];
        var (hashes, files) = (Items(model, "dataSha256"), Items(model, "data").Count);
        return hashes.Count == files
            ? hashes.Select(hash => AsText(hash, "dataSha256")).ToArray()
            : throw new FormatException($"'dataSha256' has {hashes.Count} items, and 'data' {files}");
    }

    private static ShippedValue Value(object? json)
    {
        var value = Members(json, "an input or output");
        return new(Text(value, "name"), Text(value, "type"), Items(value, "shape").Select(Dimension).ToArray());
    }

    private static string Dimension(object? json) => json switch
    {
        null => "",
        double size => size.ToString("R", CultureInfo.InvariantCulture),
        _ => AsText(json, "shape"),
    };

    /// <summary>Where the original ships, its own figure is what counts, whatever the model that was turned down had.</summary>
    private static ShippedMeasurement Measurement(KeyValuePair<string, object?> member, bool isOriginal)
    {
        var values = Members(member.Value, member.Key);
        var original = values.ContainsKey("original") ? Number(values, "original") : double.NaN;
        return new(member.Key, original, isOriginal ? original : Number(values, "pruned"));
    }

    private static Dictionary<string, object?> Members(object? json, string what) =>
        json as Dictionary<string, object?> ?? throw new FormatException($"{what} is not an object");

    private static List<object?> Items(Dictionary<string, object?> parent, string name) =>
        Member(parent, name) as List<object?> ?? throw new FormatException($"'{name}' is not a list");

    private static string Text(Dictionary<string, object?> parent, string name) => AsText(Member(parent, name), name);

    private static string AsText(object? json, string name) => json as string ?? throw new FormatException($"'{name}' is not text");

    private static double Number(Dictionary<string, object?> parent, string name) =>
        Member(parent, name) as double? ?? throw new FormatException($"'{name}' is not a number");

    private static object? Member(Dictionary<string, object?> parent, string name) =>
        parent.TryGetValue(name, out var value) ? value : throw new FormatException($"'{name}' is missing");
}
