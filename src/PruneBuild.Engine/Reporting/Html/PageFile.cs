using System.Text.Json;
using System.Text.Json.Nodes;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Reporting.Benches;
using PruneBuild.Engine.Reporting.Sweeps;

namespace PruneBuild.Engine.Reporting.Html;

/// <summary>A file of a model's folder that the page shows.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Command">The command that writes it.</param>
/// <param name="Members">What the page cannot do without.</param>
internal sealed record PageFile(string Name, string Command, params ValueList<(string Name, JsonValueKind Kind)> Members)
{
    /// <summary>Name of the file about the last run.</summary>
    public const string ReportName = "report.json";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>The last run.</summary>
    public static PageFile Report { get; } = new(
        ReportName, "run", ("model", JsonValueKind.String), ("method", JsonValueKind.String), ("shipped", JsonValueKind.String),
        ("basis", JsonValueKind.String), ("source", JsonValueKind.Object), ("artifact", JsonValueKind.Object),
        ("records", JsonValueKind.Object), ("measured", JsonValueKind.Object), ("gates", JsonValueKind.Array), ("cut", JsonValueKind.Array),
        ("notes", JsonValueKind.Array), ("timings", JsonValueKind.Array));

    /// <summary>The last bench.</summary>
    public static PageFile Bench { get; } = new(
        BenchJson.FileName, "bench", ("source", JsonValueKind.String), ("artifact", JsonValueKind.String), ("cases", JsonValueKind.Array));

    /// <summary>The last sweep.</summary>
    public static PageFile Sweep { get; } = new(
        SweepJson.FileName, "sweep", ("model", JsonValueKind.String), ("basis", JsonValueKind.String), ("metric", JsonValueKind.String),
        ("trials", JsonValueKind.Array));

    /// <summary>Reads it from a model's folder.</summary>
    /// <returns>What it holds, PB5113 when it is damaged; null when it is not there.</returns>
    public Result<JsonObject>? Read(string folder)
    {
        var path = Path.Combine(folder, Name);
        if (!File.Exists(path))
            return null;
        try
        {
            return JsonNode.Parse(File.ReadAllText(path), documentOptions: Strict) is not JsonObject file
                ? Damaged(new SourceSpan(path), "it is not an object")
                : Missing(file) is { } name ? Damaged(new SourceSpan(path), $"it has no '{name}' as the tool writes it")
                : Result<JsonObject>.Ok(file);
        }
        catch (JsonException exception)
        {
            var (line, column) = ((int)(exception.LineNumber ?? -1) + 1, (int)(exception.BytePositionInLine ?? 0) + 1);
            return Damaged(new SourceSpan(path, line, column), "it is not JSON, or names something twice");
        }
    }

    private string? Missing(JsonObject file) => Members.FirstOrDefault(member => file[member.Name]?.GetValueKind() != member.Kind).Name;

    private Result<JsonObject> Damaged(SourceSpan place, string reason) => Result<JsonObject>.Fail(
        DiagnosticCatalog.PageFileDamaged, place, reason, Command, Path.GetFileName(Path.GetDirectoryName(place.File))!);
}
