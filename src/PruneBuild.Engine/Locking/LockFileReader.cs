using System.Text.Json;
using System.Text.Json.Nodes;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Measuring;

namespace PruneBuild.Engine.Locking;

/// <summary>Reads lock files.</summary>
public static class LockFileReader
{
    /// <summary>Reads the file; an absent one is an empty one, a damaged one (a merge conflict, say) a diagnostic at its place.</summary>
    public static Result<LockFile> Read(string path)
    {
        if (!File.Exists(path))
            return Result<LockFile>.Ok(LockFile.Empty);
        try
        {
            return Parse(File.ReadAllText(path), path);
        }
        catch (JsonException exception)
        {
            var place = new SourceSpan(path, (int)(exception.LineNumber ?? -1) + 1, (int)(exception.BytePositionInLine ?? 0) + 1);
            return Unreadable(place, "it is not JSON");
        }
        catch (Exception exception) when (exception is FormatException or InvalidOperationException)
        {
            return Unreadable(new SourceSpan(path), exception.Message);
        }
    }

    private static Result<LockFile> Parse(string text, string path)
    {
        var root = JsonNode.Parse(text) as JsonObject ?? throw new FormatException("it is not an object");
        if ((int?)root["version"] is var version && version != LockFileWriter.Version)
            return Unreadable(new SourceSpan(path), $"its version is {version}, and this PruneBuild knows {LockFileWriter.Version}");
        return Result<LockFile>.Ok(new LockFile(Members(root, "models").Select(Model).ToValueList()));
    }

    private static LockedModel Model(KeyValuePair<string, JsonNode?> entry)
    {
        var model = entry.Value as JsonObject ?? throw new FormatException($"model '{entry.Key}' is not an object");
        return new(
            entry.Key,
            Text(model, "engine"),
            Text(model, "device"),
            Text(model, "settings"),
            Members(model, "inputs").Select(input => new LockedInput(input.Key, Text(input.Value, "sha256"))).ToValueList(),
            Text(model, "method"),
            Members(model, "cut").Select(cut => new LockedCut(cut.Key, (int)Number(cut.Value, "units"), (int)Number(cut.Value, "kept")))
                .ToValueList(),
            Members(model, "measured").Select(measured => MeasurementJson.Read(measured.Key, measured.Value)).ToValueList(),
            new LockedArtifact(Text(model["artifact"], "file"), Text(model["artifact"], "sha256"), Number(model["artifact"], "bytes")));
    }

    private static JsonObject Members(JsonObject parent, string name) =>
        parent[name] as JsonObject ?? throw new FormatException($"'{name}' is missing");

    private static string Text(JsonNode? parent, string name) =>
        (string?)(parent as JsonObject)?[name] ?? throw new FormatException($"'{name}' is missing");

    private static long Number(JsonNode? parent, string name) =>
        (long?)(parent as JsonObject)?[name] ?? throw new FormatException($"'{name}' is missing");

    private static Result<LockFile> Unreadable(SourceSpan place, string reason) =>
        Result<LockFile>.Fail(DiagnosticCatalog.LockUnreadable, place, reason);
}
