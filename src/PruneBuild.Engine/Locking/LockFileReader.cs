using System.Text.Json;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Reporting;

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
        using var document = JsonDocument.Parse(text);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
            return Unreadable(new SourceSpan(path), "it is not an object");
        return root.Find("version")?.GetInt64() is var version && version != LockFileWriter.Version
            ? Unreadable(
                new SourceSpan(path),
                $"{(version is null ? "it states no version" : $"its version is {version}")}, "
                + $"and this PruneBuild knows {LockFileWriter.Version}")
            : Result<LockFile>.Ok(new LockFile(root.Members("models", Model)));
    }

    private static LockedModel Model(string name, JsonElement model) => new(
        name,
        model.Text("engine"),
        model.Text("device"),
        model.Text("settings"),
        model.Members("inputs", (path, input) => new LockedInput(Plain(path), input.Text("sha256"))),
        model.Text("method"),
        model.Members("cut", (group, cut) => new LockedCut(group, (int)cut.Count("units"), (int)cut.Count("kept"))),
        model.Members("measured", MeasurementJson.Read),
        new LockedArtifact(
            Plain(model.Member("artifact").Text("file")), model.Member("artifact").Text("sha256"), model.Member("artifact").Count("bytes")))
    {
        Seed = model.Find("seed")?.GetInt32(),
    };

    /// <exception cref="FormatException">No path is like that.</exception>
    private static string Plain(string path) =>
        path.Any(char.IsControl) ? throw new FormatException("a path in it holds a control character") : path;

    private static Result<LockFile> Unreadable(SourceSpan place, string reason) =>
        Result<LockFile>.Fail(DiagnosticCatalog.LockUnreadable, place, reason);
}
