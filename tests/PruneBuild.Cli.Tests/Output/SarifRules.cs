using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace PruneBuild.Cli.Tests.Output;

/// <summary>What SARIF 2.1.0 (OASIS standard, 27 March 2020) says of the objects that a log of ours may hold, restated from its text: the
/// properties of each object, which of them must be there, and what their values are. Its schema forbids all others.</summary>
internal static partial class SarifRules
{
    // object → property → rule. "!" must be there; then a type of JSON, "#object", "[rule]" for arrays, or "a|b" for words.
    private static readonly Dictionary<string, Dictionary<string, string>> objects = new()
    {
        // § 3.13
        ["sarifLog"] = new() { ["$schema"] = "uri", ["version"] = "!2.1.0", ["runs"] = "![#run]" },
        // § 3.14
        ["run"] = new() { ["tool"] = "!#tool", ["results"] = "[#result]" },
        // § 3.18
        ["tool"] = new() { ["driver"] = "!#toolComponent" },
        // § 3.19
        ["toolComponent"] = new()
        {
            ["name"] = "!string", ["version"] = "string", ["informationUri"] = "uri", ["rules"] = "[#reportingDescriptor]",
        },
        // § 3.49
        ["reportingDescriptor"] = new() { ["id"] = "!string", ["shortDescription"] = "#text", ["help"] = "#text", ["helpUri"] = "uri" },
        // § 3.12: text must be there when markdown is.
        ["text"] = new() { ["text"] = "!string", ["markdown"] = "string" },
        // § 3.27
        ["result"] = new()
        {
            ["ruleId"] = "string", ["ruleIndex"] = "index", ["level"] = "none|note|warning|error",
            ["message"] = "!#message", ["locations"] = "[#location]",
        },
        // § 3.11
        ["message"] = new() { ["text"] = "!string" },
        // § 3.28, § 3.29, § 3.4, § 3.30: lines and columns count from one.
        ["location"] = new() { ["physicalLocation"] = "#physicalLocation" },
        ["physicalLocation"] = new() { ["artifactLocation"] = "!#artifactLocation", ["region"] = "#region" },
        ["artifactLocation"] = new() { ["uri"] = "!uri" },
        ["region"] = new() { ["startLine"] = "!position", ["startColumn"] = "position" },
    };

    /// <summary>Everything of a log that the standard does not allow; empty when it is right.</summary>
    public static IReadOnlyList<string> Violations(JsonNode? log) => [.. Check(log, "#sarifLog", "$")];

    private static IEnumerable<string> Check(JsonNode? node, string rule, string path)
    {
        if (rule.StartsWith('#'))
            return CheckObject(node as JsonObject, objects[rule[1..]], path);
        if (rule.StartsWith('['))
            return node is JsonArray array
                ? array.SelectMany((item, i) => Check(item, rule[1..^1], $"{path}[{i}]"))
                : [$"{path} is no array"];
        return IsA(node, rule) ? [] : [$"{path} is no {rule}"];
    }

    private static IEnumerable<string> CheckObject(JsonObject? value, Dictionary<string, string> rules, string path)
    {
        if (value is null)
            return [$"{path} is no object"];
        var unknown = value.Select(property => property.Key).Except(rules.Keys).Select(name => $"{path}.{name} is unknown");
        var missing = rules.Where(rule => rule.Value.StartsWith('!') && !value.ContainsKey(rule.Key))
            .Select(rule => $"{path}.{rule.Key} is missing");
        var wrong = value.Where(property => rules.ContainsKey(property.Key))
            .SelectMany(property => Check(property.Value, rules[property.Key].TrimStart('!'), $"{path}.{property.Key}"));
        return [.. unknown, .. missing, .. wrong];
    }

    private static bool IsA(JsonNode? node, string rule) => (rule, node?.GetValueKind()) switch
    {
        ("string", JsonValueKind.String) => ((string)node!).Length > 0,
        ("uri", JsonValueKind.String) =>
            Uri.TryCreate((string)node!, UriKind.RelativeOrAbsolute, out _) && UriCharacters().IsMatch((string)node!),
        ("index", JsonValueKind.Number) => (int)node! >= 0,
        ("position", JsonValueKind.Number) => (int)node! >= 1,
        ("string" or "uri" or "index" or "position", _) => false,
        (_, JsonValueKind.String) => rule.Split('|').Contains((string)node!),
        _ => false,
    };

    // RFC 3986: everything else is escaped.
    [GeneratedRegex(@"^([A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+$")]
    private static partial Regex UriCharacters();
}
