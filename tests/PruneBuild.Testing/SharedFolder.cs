namespace PruneBuild.Testing;

/// <summary>
/// The folder <c>shared</c> beside the repository, with models and data too large to commit. Tests that need it are inconclusive
/// without it.
/// </summary>
public static class SharedFolder
{
    private static readonly Lazy<string?> Root = new(() => Find(AppContext.BaseDirectory));

    /// <summary>The full path of a file or folder in it.</summary>
    /// <exception cref="AssertInconclusiveException">It is not on this machine.</exception>
    public static string Require(params string[] path)
    {
        if (Root.Value is not { } root)
            throw new AssertInconclusiveException("The folder ../shared (beside the repository) is not on this machine.");
        var full = Path.Combine([root, .. path]);
        if (!Path.Exists(full))
            throw new AssertInconclusiveException($"'shared/{string.Join('/', path)}' is not on this machine.");
        return full;
    }

    /// <summary>The full path of a file or folder in it, or null: for lists of cases that may be empty.</summary>
    public static string? TryFind(params string[] path) =>
        Root.Value is { } root && Path.Combine([root, .. path]) is var full && Path.Exists(full) ? full : null;

    /// <summary>All ONNX files below a folder of it, in ordinal order of their paths; none when it is missing.</summary>
    public static IReadOnlyList<string> Models(params string[] path)
    {
        if (TryFind(path) is not { } folder)
            return [];
        return [.. Directory.EnumerateFiles(folder, "*.onnx", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
    }

    /// <summary>The folder of the repository: the one above the test that holds the solution.</summary>
    public static string Repository() => FindRepository(AppContext.BaseDirectory)
        ?? throw new DirectoryNotFoundException("No folder above the tests holds PruneBuild.sln.");

    private static string? Find(string start)
    {
        var shared = FindRepository(start) is { } repository ? Path.GetFullPath(Path.Combine(repository, "..", "shared")) : null;
        return Directory.Exists(shared) ? shared : null;
    }

    private static string? FindRepository(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "PruneBuild.sln")))
                return folder.FullName;
        }
        return null;
    }
}
