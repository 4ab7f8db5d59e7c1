namespace PruneBuild.Engine.Artifacts.Caches;

/// <summary>A cache in a folder that others use too, on a file share say; a web server may serve the same folder.</summary>
/// <remarks>Trusted no more than a server: a blob must have its hash, and a record the signature where a secret is set.
/// Nothing is trimmed.</remarks>
/// <param name="folder">Root of the cache; made when first written.</param>
/// <param name="writes">True to store results there too. What is damaged or not signed is then deleted when it is met,
/// so that a later run can store it anew.</param>
/// <param name="secret">Signs and checks records; null for none.</param>
public sealed class FolderCache(string folder, bool writes, string? secret) : IResultCache
{
    private readonly CacheFiles files = new(folder);

    /// <inheritdoc />
    public string Name => folder;

    /// <inheritdoc />
    public bool IsWritable => writes;

    /// <inheritdoc />
    public string? GetDocument(string key) => files.ReadRecord(key) is { } stored
        ? SealedDocument.Open(stored, key, secret) ?? throw Refused(files.RecordOf(key), SealedDocument.Refusal(key))
        : null;

    /// <inheritdoc />
    public bool TryGetFile(string hash, string path) => files.CopyBlob(hash, path) switch
    {
        BlobCopy.Missing => false,
        BlobCopy.Whole => true,
        BlobCopy.Damaged => throw Refused(files.BlobOf(hash), $"Blob {hash[..12]}… does not have its hash."),
        var other => throw new InvalidOperationException($"No copy is {other}."),
    };

    /// <inheritdoc />
    public void PutFile(string path, string hash) => files.WriteBlob(path, hash);

    /// <inheritdoc />
    public void PutDocument(string key, string text)
    {
        files.WriteRecord(key, SealedDocument.Seal(text, key, secret));
        CacheContents.DeleteAbandoned(folder);
    }

    /// <summary>The failure to throw, once a writer has made room for something better.</summary>
    private InvalidDataException Refused(string place, string why)
    {
        if (writes)
            File.Delete(place);
        return new InvalidDataException(why);
    }
}
