namespace PruneBuild.Engine.Artifacts;

/// <summary>A folder on the volume of its parent that is filled first; files are moved out of it, and what is left is deleted.</summary>
public sealed class StagingFolder : IDisposable
{
    private const string Prefix = ".staging-";

    private StagingFolder(string path) => Path = path;

    /// <summary>Where to write.</summary>
    public string Path { get; }

    /// <summary>Makes a folder inside <paramref name="parent" />, and deletes those that a killed process left there.</summary>
    /// <remarks>Call it only while holding the <see cref="FolderLock" /> of the parent.</remarks>
    public static StagingFolder In(string parent)
    {
        Directory.CreateDirectory(parent);
        foreach (var abandoned in Directory.EnumerateDirectories(parent, Prefix + "*"))
            Directory.Delete(abandoned, recursive: true);
        var path = System.IO.Path.Combine(parent, Prefix + Environment.ProcessId);
        Directory.CreateDirectory(path);
        return new(path);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }
}
