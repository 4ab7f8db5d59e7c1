using System.Text.Json.Nodes;

namespace PruneBuild.Engine.Reporting.Html;

/// <summary>A model's report as one page: style, script and numbers are inside, and nothing is fetched.</summary>
public static class HtmlReport
{
    private static readonly Lazy<string> Template = new(() => Resource("report.html"));
    private static readonly Lazy<string> Style = new(() => Resource("report.css"));
    private static readonly Lazy<string> Script = new(() => Resource("report.js"));

    /// <summary>The page.</summary>
    /// <param name="report">What report.json holds; null without a run: then the page is about the sweep.</param>
    /// <param name="bench">What bench.json holds; null without a bench.</param>
    /// <param name="sweep">What sweep.json holds; null without a sweep.</param>
    public static string Of(JsonObject? report, JsonNode? bench = null, JsonNode? sweep = null)
    {
        var data = new JsonObject { ["report"] = report?.DeepClone(), ["bench"] = bench?.DeepClone(), ["sweep"] = sweep?.DeepClone() };
        var parts = new Dictionary<string, string>
        {
            ["title"] = System.Net.WebUtility.HtmlEncode($"{(string?)(report ?? sweep)?["model"]}: pruning report"),
            ["style"] = Style.Value,
            ["data"] = ForScript(data.ToJsonString()),
            // A closing tag inside the script would end it for the browser.
            ["script"] = Script.Value.Replace("</script", "<\\/script", StringComparison.OrdinalIgnoreCase),
        };
        return Fill(Template.Value, parts);
    }

    /// <summary>JSON that no browser mistakes for markup.</summary>
    private static string ForScript(string json) => json.Replace("<", "\\u003c").Replace("\u2028", "\\u2028").Replace("\u2029", "\\u2029");

    /// <summary>Each placeholder once, so that what stands in a part is never taken for one.</summary>
    private static string Fill(string template, Dictionary<string, string> parts)
    {
        var pieces = template.Split("{{");
        return pieces[0] + string.Concat(pieces.Skip(1).Select(piece =>
        {
            var end = piece.IndexOf("}}", StringComparison.Ordinal);
            return parts[piece[..end]] + piece[(end + 2)..];
        }));
    }

    private static string Resource(string name)
    {
        using var stream = typeof(HtmlReport).Assembly.GetManifestResourceStream($"Report/{name}")
            ?? throw new InvalidOperationException($"The assembly was built without {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
