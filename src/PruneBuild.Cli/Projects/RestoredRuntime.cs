using System.Text.Json;
using System.Text.Json.Nodes;

namespace PruneBuild.Cli.Projects;

/// <summary>The native ONNX Runtime among the packages that a project has restored.</summary>
internal static class RestoredRuntime
{
    private static readonly string[] Names = ["libonnxruntime.so", "onnxruntime.dll", "libonnxruntime.dylib"];

    /// <summary>Its folder for this machine; null without restored packages, without such a package, or with more than one.</summary>
    /// <param name="assets">Full path of project.assets.json, or null.</param>
    public static string? Folder(string? assets)
    {
        if (assets is null || !File.Exists(assets) || Read(assets) is not { } document)
            return null;
        var roots = (document["packageFolders"] as JsonObject)?.Select(folder => folder.Key).ToArray() ?? [];
        var files =
            from library in document["libraries"] as JsonObject ?? []
            let path = (string?)library.Value?["path"]
            where path is not null
            from file in library.Value!["files"] as JsonArray ?? []
            let name = (string?)file
            where name is not null && IsRuntime(name)
            from root in roots
            let full = Path.Combine(root, path, name)
            where File.Exists(full)
            select Path.GetDirectoryName(full);
        return files.Distinct().ToArray() is [var only] ? only : null;
    }

    private static bool IsRuntime(string file) =>
        Names.Contains(Path.GetFileName(file))
        && file.StartsWith($"runtimes/{PortableRuntime.Identifier}/native/", StringComparison.OrdinalIgnoreCase);

    private static JsonNode? Read(string path)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(path));
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
