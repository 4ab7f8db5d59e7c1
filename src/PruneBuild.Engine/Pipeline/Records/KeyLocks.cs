using PruneBuild.Engine.Artifacts;

namespace PruneBuild.Engine.Pipeline.Records;

/// <summary>Exclusive work on a key among processes.</summary>
/// <param name="folder">Where a folder for each key is locked.</param>
internal sealed class KeyLocks(string folder)
{
    private static readonly TimeSpan Old = TimeSpan.FromDays(1);
    private bool isCleared;

    /// <summary>Waits until nobody else works on a key. Those of long ago go when this is called first.</summary>
    public FolderLock Take(string key, Action waiting, CancellationToken cancellation)
    {
        if (!isCleared)
            DeleteOld();
        isCleared = true;
        return FolderLock.Take(Path.Combine(folder, key), waiting, cancellation);
    }

    /// <summary>Deletes what nobody took for a day and nobody has. Who takes one in this very moment may share it with another
    /// process: both make the same model then, and nothing worse.</summary>
    private void DeleteOld()
    {
        var root = new DirectoryInfo(folder);
        foreach (var one in root.Exists ? root.GetDirectories() : [])
        {
            try
            {
                if (one.LastWriteTimeUtc > TimeProvider.System.GetUtcNow().UtcDateTime - Old)
                    continue;
                using (var free = FolderLock.TryTake(one.FullName))
                {
                    if (free is null)
                        continue;
                }

                one.Delete(recursive: true);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Another process deletes or takes it.
            }
        }
    }
}
