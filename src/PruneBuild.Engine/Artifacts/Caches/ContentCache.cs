namespace PruneBuild.Engine.Artifacts.Caches;

/// <summary>The user's own cache, in a folder. Whatever is read is checked against its hash; what does not hold is not there and is made
/// again. Safe with many processes.</summary>
/// <param name="folder">Root of the cache; made when first written.</param>
/// <param name="mostBytes">What it may hold: results that were not used for longest go first.</param>
public sealed class ContentCache(string folder, long mostBytes = ContentCache.DefaultBytes) : IResultCache
{
    /// <summary>What a cache holds unless told otherwise: 5 GB.</summary>
    public const long DefaultBytes = 5_000_000_000;

    private readonly CacheFiles files = new(folder);

    /// <summary>Root of the cache.</summary>
    public string Folder => folder;

    /// <inheritdoc />
    public string Name => folder;

    /// <inheritdoc />
    public bool IsWritable => true;

    /// <inheritdoc />
    public void PutFile(string path, string hash)
    {
        files.WriteBlob(path, hash);
        CacheContents.MarkUsed(files.BlobOf(hash));
    }

    /// <inheritdoc />
    /// <remarks>Notes that it was used, as <see cref="GetDocument" /> does.</remarks>
    public bool TryGetFile(string hash, string path)
    {
        var copy = files.CopyBlob(hash, path);
        if (copy == BlobCopy.Damaged)
            UnneededFile.TryDelete(files.BlobOf(hash));
        if (copy == BlobCopy.Whole)
            CacheContents.MarkUsed(files.BlobOf(hash));
        return copy == BlobCopy.Whole;
    }

    /// <inheritdoc />
    public void PutDocument(string key, string text)
    {
        files.WriteRecord(key, SealedDocument.Seal(text, key, null));
        CacheContents.Trim(folder, mostBytes);
    }

    /// <inheritdoc />
    /// <remarks>Notes that it was used: what was not used for longest goes first.</remarks>
    public string? GetDocument(string key)
    {
        var text = files.ReadRecord(key) is { } stored ? SealedDocument.Open(stored, key, null) : null;
        if (text is not null)
            CacheContents.MarkUsed(files.RecordOf(key));
        return text;
    }
}
