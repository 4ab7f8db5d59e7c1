namespace PruneBuild.Onnx.Files;

/// <summary>Paths as the file system takes them.</summary>
public static class RealPath
{
    private const int MostLinks = 40;

    /// <summary>A full path with every link on the way followed, whether it exists or not; null when links go round in circles.</summary>
    public static string? Of(string path)
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
