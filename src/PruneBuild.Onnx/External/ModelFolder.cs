using PruneBuild.Onnx.Files;

namespace PruneBuild.Onnx.External;

/// <summary>The folder of a model file: external data may lie in it and below it, nowhere else.</summary>
internal sealed class ModelFolder
{
    private readonly string root;

    /// <summary>The folder of a model file.</summary>
    public ModelFolder(string modelPath) =>
        root = RealPath.Of(Path.GetDirectoryName(Path.GetFullPath(modelPath)) ?? Path.GetFullPath(modelPath)) ?? "";

    /// <summary>
    /// The file that a location names, with symbolic links followed; null when it is absolute, climbs with <c>..</c>, or a link leads
    /// outside. The file need not exist.
    /// </summary>
    public string? Resolve(string location)
    {
        var parts = location.Split('/', '\\');
        var isRooted = Path.IsPathRooted(location) || parts[0].Length == 0 || parts[0].EndsWith(':');
        if (isRooted || parts.Contains("..") || location.Contains('\0'))
            return null;
        var path = RealPath.Of(Path.Combine(root, OperatingSystem.IsWindows() ? location : location.Replace('\\', '/')));
        var below = root.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar;
        return path is not null && path.StartsWith(below, StringComparison.Ordinal) ? path : null;
    }
}
