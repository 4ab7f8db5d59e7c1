using System.Text.Json;
using System.Text.Json.Nodes;
using PruneBuild.Engine.Artifacts;

namespace PruneBuild.Engine.Reporting.Html;

/// <summary>The HTML page of a model's folder: the run, and what was timed and swept of the same model.</summary>
public static class ReportPage
{
    /// <summary>Name of the page.</summary>
    public const string FileName = "report.html";

    /// <summary>Writes the page about what is in the folder.</summary>
    /// <returns>Its path; null when there is neither a run nor a sweep to tell of.</returns>
    public static string? Write(string folder)
    {
        if (Text(folder) is not { } text)
            return null;
        var page = Path.Combine(folder, FileName);
        WholeFile.WriteIfChanged(page, text);
        return page;
    }

    private static string? Text(string folder)
    {
        if (Read(folder, "report.json") is { } report)
            return Of(report, folder);
        return Read(folder, "sweep.json") is { } sweep ? HtmlReport.Of(null, sweep: sweep) : null;
    }

    /// <summary>The page about a run, with the folder's bench and sweep unless they are of something else.</summary>
    /// <param name="report">What report.json holds, or will hold.</param>
    /// <param name="folder">The model's folder; it may not be there.</param>
    public static string Of(JsonObject report, string folder)
    {
        var (bench, sweep) = (Read(folder, "bench.json"), Read(folder, "sweep.json"));
        return HtmlReport.Of(
            report,
            Agree(bench, "source", report["source"]?["sha256"]) && Agree(bench, "artifact", report["artifact"]?["sha256"]) ? bench : null,
            Agree(sweep, "basis", report["basis"]) ? sweep : null);
    }

    private static bool Agree(JsonObject? other, string name, JsonNode? hash) =>
        hash is not null && JsonNode.DeepEquals(other?[name], hash);

    /// <summary>A file that is not there, or is damaged, is none: benches and sweeps are made again with one command.</summary>
    private static JsonObject? Read(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        try
        {
            return File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path)) as JsonObject : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
