namespace PruneBuild.Engine.Artifacts;

/// <summary>A folder beside its destination that is filled first and moved into place in one step; what is never moved is deleted.</summary>
public sealed class StagingFolder : IDisposable
{
    private const string Prefix = ".staging-";
    private bool moved;

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

    /// <summary>Gives the folder its final name; a folder of that name is an equal one (names are content hashes) and stays.</summary>
    public void MoveTo(string destination)
    {
        FlushFiles();
        if (Directory.Exists(destination))
            return;
        Directory.Move(Path, destination);
        moved = true;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (!moved && Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }

    /// <summary>A rename may reach the disk before the bytes do: a power cut must not leave a named folder of empty files.</summary>
    private void FlushFiles()
    {
        foreach (var file in Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
            stream.Flush(flushToDisk: true);
        }
    }
}
