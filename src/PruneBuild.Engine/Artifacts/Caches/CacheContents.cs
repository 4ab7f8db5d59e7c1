using System.Text;

namespace PruneBuild.Engine.Artifacts.Caches;

/// <summary>What a cache folder holds: listed, trimmed, verified. Other processes may add and remove files meanwhile.</summary>
public static class CacheContents
{
    /// <summary>Everything that is stored, the least recently used first.</summary>
    public static IReadOnlyList<CacheItem> List(string folder) =>
    [
        .. Items(folder, "ac", areDocuments: true).Concat(Items(folder, "cas", areDocuments: false))
            .OrderBy(item => item.Used).ThenBy(item => item.Key, StringComparer.Ordinal),
    ];

    /// <summary>Deletes what was not used for longest until the cache holds no more than this, and what killed processes left.</summary>
    /// <returns>What was deleted.</returns>
    public static IReadOnlyList<CacheItem> Trim(string folder, long mostBytes)
    {
        DeleteAbandoned(folder);
        var items = List(folder);
        var (bytes, gone) = (items.Sum(item => item.Bytes), new List<CacheItem>());
        // What somebody holds open stays, and the next goes in its place.
        foreach (var item in items.TakeWhile(_ => bytes > mostBytes))
        {
            if (!UnneededFile.TryDelete(item.Path))
                continue;
            bytes -= item.Bytes;
            gone.Add(item);
        }

        return gone;
    }

    /// <summary>Reads everything again and deletes what is damaged.</summary>
    /// <returns>What was damaged: what is deleted, and what cannot be.</returns>
    public static (IReadOnlyList<CacheItem> Deleted, IReadOnlyList<CacheItem> Stuck) Verify(string folder)
    {
        var damaged = List(folder).Where(IsDamaged).ToLookup(item => UnneededFile.TryDelete(item.Path));
        return ([.. damaged[true]], [.. damaged[false]]);
    }

    /// <summary>The text of a document that is stored; null when it is damaged.</summary>
    /// <param name="item">The document.</param>
    /// <exception cref="IOException">It is gone, or cannot be read.</exception>
    internal static string? Document(CacheItem item) =>
        SealedDocument.Open(File.ReadAllText(item.Path, Encoding.UTF8), item.Key, null);

    /// <summary>Deletes what killed processes left.</summary>
    internal static void DeleteAbandoned(string folder) => AsideFile.DeleteAbandoned(Files(folder, "ac").Concat(Files(folder, "cas")));

    /// <summary>Notes that a file was used now, where that can be noted: what is gone meanwhile, or on a disk that is only read,
    /// was used all the same.</summary>
    internal static void MarkUsed(string path)
    {
        try
        {
            File.SetLastWriteTimeUtc(path, TimeProvider.System.GetUtcNow().UtcDateTime);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }

    private static IEnumerable<CacheItem> Items(string folder, string kind, bool areDocuments) => Files(folder, kind)
        .Where(file => CacheKey.Is(file.Name))
        .Select(file => Item(file, areDocuments)).OfType<CacheItem>();

    /// <summary>A file that was listed; null when others trimmed it since.</summary>
    internal static CacheItem? Item(FileInfo file, bool isDocument)
    {
        try
        {
            return new CacheItem(file.FullName, file.Name, isDocument, file.Length, file.LastWriteTimeUtc);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>False too for what others trimmed since, or keep to themselves.</summary>
    private static bool IsDamaged(CacheItem item)
    {
        try
        {
            return item.IsDocument ? Document(item) is null : ContentHash.OfFile(item.Path) != item.Key;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Also those of the layout before, one folder deeper: nobody reads them any more,
    /// so that they are the first to be trimmed.</summary>
    private static IEnumerable<FileInfo> Files(string folder, string kind)
    {
        var root = new DirectoryInfo(Path.Combine(folder, kind));
        return root.Exists ? root.EnumerateFiles("*", SearchOption.AllDirectories) : [];
    }
}

/// <summary>A file of a cache.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Key">Its key.</param>
/// <param name="IsDocument">True for a record, false for a file of an artifact.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Used">When it was last used.</param>
public sealed record CacheItem(string Path, string Key, bool IsDocument, long Bytes, DateTime Used);
