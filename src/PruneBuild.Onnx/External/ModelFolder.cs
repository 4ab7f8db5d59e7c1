namespace PruneBuild.Onnx.External;

/// <summary>The folder of a model file: external data may lie in it and below it, nowhere else.</summary>
internal sealed class ModelFolder
{
    private const int MostLinks = 40;
    private readonly string root;

    /// <summary>The folder of a model file.</summary>
    public ModelFolder(string modelPath) =>
        root = RealPath(Path.GetDirectoryName(Path.GetFullPath(modelPath)) ?? Path.GetFullPath(modelPath)) ?? "";

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
        var path = RealPath(Path.Combine(root, OperatingSystem.IsWindows() ? location : location.Replace('\\', '/')));
        var below = root.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar;
        return path is not null && path.StartsWith(below, StringComparison.Ordinal) ? path : null;
    }

    /// <summary>A full path with every link on the way followed; null when links go round in circles.</summary>
    private static string? RealPath(string path)
    {
        var pending = new Stack<string>(Parts(Path.GetFullPath(path)).AsEnumerable().Reverse());
        var real = Path.GetPathRoot(Path.GetFullPath(path))!;
        for (var links = 0; pending.TryPop(out var part);)
        {
            var next = Path.Combine(real, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }
            if (++links > MostLinks)
                return null;
            var full = Path.GetFullPath(target, real);
            real = Path.GetPathRoot(full)!;
            foreach (var step in Parts(full).AsEnumerable().Reverse())
                pending.Push(step);
        }
        return real;
    }

    private static string[] Parts(string path) =>
        path[Path.GetPathRoot(path)!.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
}
