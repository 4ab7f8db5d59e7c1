using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using PruneBuild.Engine.Manifest.Schema;
using PruneBuild.Engine.Manifest.Shapes;

namespace PruneBuild.Engine.Manifest;

/// <summary>The description of prune.yaml that the reader works by, for editors and for people.</summary>
public static class ManifestSchema
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The JSON schema, draft 2020-12, as indented text that ends with a line break.</summary>
    public static string ToJson()
    {
        var definitions = new JsonObject();
        foreach (var mapping in Mappings())
            definitions[MarkdownText.Anchor(mapping.Title)] = Define(mapping);
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "prune.yaml",
            ["$ref"] = "#/$defs/" + MarkdownText.Anchor(RootSchema.Shape.Title),
            ["$defs"] = definitions,
        };
        return schema.ToJsonString(Readable) + "\n";
    }

    /// <summary>The reference of prune.yaml as Markdown.</summary>
    public static string ToMarkdown() => ManifestReference.Write(Mappings(), Words());

    private static IEnumerable<IMapping> Mappings() => Walk(RootSchema.Shape).OfType<IMapping>().DistinctBy(mapping => mapping.Title);

    private static IEnumerable<IChoices> Words() =>
        Walk(RootSchema.Shape).OfType<IChoices>().Where(choices => choices.Title is not null).DistinctBy(choices => choices.Title);

    private static IEnumerable<Shape> Walk(Shape shape) => shape.Parts.SelectMany(Walk).Prepend(shape);

    private static JsonObject Define(IMapping mapping)
    {
        var properties = new JsonObject();
        foreach (var key in mapping.Keys)
            properties[key.Name] = Describe(key);
        var json = new JsonObject
        {
            ["type"] = "object",
            ["description"] = mapping.Docs,
            ["properties"] = properties,
            ["additionalProperties"] = false,
        };
        if (mapping.Keys.Any(key => key.IsRequired))
            json["required"] = new JsonArray([.. mapping.Keys.Where(key => key.IsRequired).Select(key => JsonValue.Create(key.Name))]);
        if (mapping.IsOneOf)
            (json["minProperties"], json["maxProperties"]) = (1, 1);
        if (mapping.TakesExtensions)
            json["patternProperties"] = new JsonObject { ["^x-"] = true };
        return json;
    }

    private static JsonObject Describe(Key key)
    {
        var json = key.Shape.ToJson();
        json["description"] = key.Docs;
        if (key.Default is { } value)
            json["default"] = bool.TryParse(value, out var truth) ? truth
                : double.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number
                : JsonValue.Create(value);
        return json;
    }
}
