using System.Text.Json;
using System.Text.Json.Nodes;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Reporting;

namespace PruneBuild.Cli.Output;

/// <summary>A command's result and diagnostics as one JSON document.</summary>
internal static class JsonOutput
{
    private static readonly JsonWriterOptions Indented = new()
    {
        Indented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes <c>{ exitCode, diagnostics, …result }</c> and a line end.</summary>
    public static void Write(TextWriter writer, IEnumerable<Diagnostic> diagnostics, JsonObject? result, int exitCode)
    {
        var document = new JsonObject
        {
            ["exitCode"] = exitCode,
            ["diagnostics"] = new JsonArray([.. diagnostics.Distinct().Select(DiagnosticJson.Of)]),
        };
        foreach (var (name, value) in result ?? [])
            document[name] = value?.DeepClone();
        writer.WriteLine(Text(document));
    }

    /// <summary>A node as indented text.</summary>
    public static string Text(JsonNode node)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Indented))
            node.WriteTo(json);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
