namespace PruneBuild.Engine.Artifacts;

/// <summary>A folder among the system's temporary ones, for as long as a process works in it.</summary>
public sealed class ScratchFolder : IDisposable
{
    private readonly FolderLock held;

    private ScratchFolder(string path, FolderLock held) => (Path, this.held) = (path, held);

    /// <summary>Where to write.</summary>
    public string Path { get; }

    /// <summary>Makes a folder, and deletes those of the same prefix that a killed process left.</summary>
    /// <param name="prefix">How its name begins: what it is for.</param>
    public static ScratchFolder Make(string prefix)
    {
        while (true)
        {
            var folder = Directory.CreateTempSubdirectory(prefix);
            // Another process that looks for left-overs may have been faster than the lock: it deletes the folder.
            if (FolderLock.TryTake(folder.FullName) is not { } held)
                continue;
            foreach (var other in folder.Parent!.EnumerateDirectories(prefix + "*"))
                DeleteAbandoned(other.FullName);
            return new(folder.FullName, held);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        held.Dispose();
        Directory.Delete(Path, recursive: true);
    }

    /// <summary>A folder whose lock is free is nobody's; one that has none yet is just being made.</summary>
    private static void DeleteAbandoned(string folder)
    {
        try
        {
            if (!FolderLock.WasTaken(folder))
                return;
            using (var free = FolderLock.TryTake(folder))
            {
                if (free is null)
                    return;
            }

            Directory.Delete(folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Another process deletes it at the same time, or it is another user's. Either way it is not in the way.
        }
    }
}
