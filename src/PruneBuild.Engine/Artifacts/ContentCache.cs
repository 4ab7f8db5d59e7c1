using System.Text;

namespace PruneBuild.Engine.Artifacts;

/// <summary>
/// A cache in a folder, in the layout that Bazel's disk caches have: <c>cas/ab/ab…</c> and <c>ac/ab/ab…</c>. Whatever is read is checked
/// against its hash; what does not hold is not there. Safe with many processes: files appear whole.
/// </summary>
/// <param name="folder">Root of the cache; made when first written.</param>
/// <param name="mostBytes">What it may hold: results that were not used for longest go first.</param>
public sealed class ContentCache(string folder, long mostBytes = ContentCache.DefaultBytes) : IResultCache
{
    /// <summary>What a cache holds unless told otherwise: 5 GB.</summary>
    public const long DefaultBytes = 5_000_000_000;

    /// <summary>Root of the cache.</summary>
    public string Folder => folder;

    /// <inheritdoc />
    public string Name => folder;

    /// <inheritdoc />
    public bool IsWritable => true;

    /// <inheritdoc />
    public void PutFile(string path, string hash)
    {
        var place = Place("cas", hash);
        if (File.Exists(place))
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        // A disk that machines share may see one number of a process twice.
        var aside = $"{place}.{Environment.MachineName}-{Environment.ProcessId}.tmp";
        try
        {
            File.Copy(path, aside, overwrite: true);
            File.Move(aside, place, overwrite: true);
        }
        finally
        {
            File.Delete(aside);
        }
    }

    /// <inheritdoc />
    public bool TryGetFile(string hash, string path) => TryGetFile(hash, path, mend: true);

    /// <inheritdoc />
    /// <remarks>Notes that it was used: what was not used for longest goes first.</remarks>
    public string? GetDocument(string key) => GetDocument(key, mark: true);

    /// <summary>The same; a damaged file is deleted only from a cache of our own.</summary>
    internal bool TryGetFile(string hash, string path, bool mend)
    {
        var place = Place("cas", hash);
        if (!File.Exists(place))
            return false;
        File.Copy(place, path, overwrite: true);
        if (ContentHash.OfFile(path) == hash)
            return true;
        File.Delete(path);
        if (mend)
            File.Delete(place);
        return false;
    }

    /// <inheritdoc />
    public void PutDocument(string key, string text)
    {
        var place = Place("ac", key);
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        WholeFile.Write(place, SealedDocument.Seal(text, key, null));
        CacheContents.Trim(folder, mostBytes);
    }

    /// <summary>The same; its use is noted only in a cache of our own.</summary>
    internal string? GetDocument(string key, bool mark)
    {
        var place = Place("ac", key);
        if (!File.Exists(place))
            return null;
        var text = SealedDocument.Open(File.ReadAllText(place, Encoding.UTF8), key, null);
        if (text is not null && mark)
            CacheContents.MarkUsed(place);
        return text;
    }

    private string Place(string kind, string hash) => Path.Combine(folder, kind, CacheKey.Checked(hash)[..2], hash);
}
