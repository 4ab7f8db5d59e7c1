using System.Text.Json.Nodes;
using PruneBuild.Diagnostics;

namespace PruneBuild.Cli.Output;

/// <summary>Diagnostics as a SARIF 2.1.0 log, for code-scanning pages.</summary>
internal static class SarifOutput
{
    /// <summary>Writes one log with one run.</summary>
    public static void Write(TextWriter writer, IReadOnlyList<Diagnostic> diagnostics)
    {
        var distinct = diagnostics.Distinct().ToArray();
        var rules = distinct.Select(diagnostic => diagnostic.Code).Distinct().Order(StringComparer.Ordinal);
        var driver = new JsonObject
        {
            ["name"] = "PruneBuild",
            ["version"] = typeof(SarifOutput).Assembly.GetName().Version?.ToString(3),
            ["rules"] = new JsonArray([.. rules.Select(code => new JsonObject { ["id"] = code })]),
        };
        var run = new JsonObject
        {
            ["tool"] = new JsonObject { ["driver"] = driver },
            ["results"] = new JsonArray([.. distinct.Select(Result)]),
        };
        writer.WriteLine(JsonOutput.Text(new JsonObject
        {
            ["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json",
            ["version"] = "2.1.0",
            ["runs"] = new JsonArray(run),
        }));
    }

    private static JsonObject Result(Diagnostic diagnostic)
    {
        var result = new JsonObject
        {
            ["ruleId"] = diagnostic.Code,
            ["level"] = diagnostic.Severity switch { Severity.Error => "error", Severity.Warning => "warning", _ => "note" },
            ["message"] = new JsonObject { ["text"] = diagnostic.Message },
        };
        if (diagnostic.Location is not { } location)
            return result;
        var place = new JsonObject { ["artifactLocation"] = new JsonObject { ["uri"] = location.File.Replace('\\', '/') } };
        if (location.Line > 0)
            place["region"] = new JsonObject { ["startLine"] = location.Line, ["startColumn"] = Math.Max(1, location.Column) };
        result["locations"] = new JsonArray(new JsonObject { ["physicalLocation"] = place });
        return result;
    }
}
