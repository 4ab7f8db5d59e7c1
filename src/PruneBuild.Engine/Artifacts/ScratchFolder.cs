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
        Delete(Path);
    }

    /// <summary>A folder whose lock is free is nobody's; one that has none yet is just being made.</summary>
    private static void DeleteAbandoned(string folder)
    {
        try
        {
            if (!FolderLock.WasTaken(folder) || FolderLock.TryTake(folder) is not { } free)
                return;
            free.Dispose();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Another process deletes it at the same time, or it is another user's. Either way it is not in the way.
            return;
        }

        Delete(folder);
    }

    /// <summary>Deletes a folder that nobody holds.</summary>
    private static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Another process that looks for left-overs was faster, or a scanner of the system's still reads a file of it;
            // then the next process deletes the folder.
        }
    }
}
