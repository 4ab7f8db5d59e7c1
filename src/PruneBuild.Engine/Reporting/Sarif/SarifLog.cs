using System.Text.Json.Nodes;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Pipeline.Fingerprints;

namespace PruneBuild.Engine.Reporting.Sarif;

/// <summary>Diagnostics as a SARIF 2.1.0 log, for code-scanning pages.</summary>
/// <remarks>What went well is not in it: GitHub shows every result as an alert, whatever its <c>kind</c> says.</remarks>
public static class SarifLog
{
    /// <summary>One log with one run.</summary>
    public static JsonObject Of(IEnumerable<Diagnostic> diagnostics)
    {
        var distinct = diagnostics.Distinct().ToArray();
        var rules = distinct.Select(diagnostic => diagnostic.Code).Distinct().Order(StringComparer.Ordinal).ToArray();
        var driver = new JsonObject
        {
            ["name"] = "PruneBuild",
            ["version"] = EngineVersion.Version,
            ["rules"] = new JsonArray([.. rules.Select(Rule)]),
        };
        var run = new JsonObject
        {
            ["tool"] = new JsonObject { ["driver"] = driver },
            ["results"] = new JsonArray([.. distinct.Select(diagnostic => Result(diagnostic, Array.IndexOf(rules, diagnostic.Code)))]),
        };
        return new JsonObject
        {
            ["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json",
            ["version"] = "2.1.0",
            ["runs"] = new JsonArray(run),
        };
    }

    private static JsonObject Rule(string code)
    {
        var rule = new JsonObject { ["id"] = code };
        if (CodePages.Descriptors.FirstOrDefault(descriptor => descriptor.Code == code) is not { } descriptor
            || CodePages.Read(code) is not { } page)
            return rule;
        rule["shortDescription"] = new JsonObject { ["text"] = descriptor.Title };
        rule["help"] = new JsonObject { ["text"] = page, ["markdown"] = page };
        return rule;
    }

    private static JsonObject Result(Diagnostic diagnostic, int rule)
    {
        var result = new JsonObject
        {
            ["ruleId"] = diagnostic.Code,
            ["ruleIndex"] = rule,
            ["level"] = diagnostic.Severity == Severity.Message ? "note" : diagnostic.Severity.Word(),
            ["message"] = new JsonObject { ["text"] = diagnostic.Message },
        };
        if (diagnostic.Location is not { } location)
            return result;
        var place = new JsonObject { ["artifactLocation"] = new JsonObject { ["uri"] = Uri(location.File) } };
        if (location.Line > 0)
            place["region"] = new JsonObject { ["startLine"] = location.Line, ["startColumn"] = Math.Max(1, location.Column) };
        result["locations"] = new JsonArray(new JsonObject { ["physicalLocation"] = place });
        return result;
    }

    /// <summary>A relative reference or, for files elsewhere, a file URI; spaces and the like are escaped.</summary>
    private static string Uri(string file) => Path.IsPathFullyQualified(file)
        ? new Uri(file).AbsoluteUri
        : string.Join('/', file.Replace('\\', '/').Split('/').Select(System.Uri.EscapeDataString));
}
