using System.Text;

namespace PruneBuild.Engine.Artifacts.Caches;

/// <summary>A cache on a server, in the layout of Bazel's HTTP caches: <c>/ac/HASH</c> and <c>/cas/HASH</c>, by GET and PUT.</summary>
/// <remarks>Nothing that comes back is trusted: a blob must have its hash, and a record the signature where a secret is set.</remarks>
public sealed class HttpCache : IResultCache, IDisposable
{
    private const int LongestDocument = 64 << 20;
    private readonly HttpCacheSettings settings;
    private readonly HttpFiles files;

    /// <summary>A cache; nothing is connected yet, and no file read: a certificate that is not there is a failure of the cache.</summary>
    /// <param name="settings">How the server is used.</param>
    /// <param name="time">What silence is measured by; null for the system's clock.</param>
    public HttpCache(HttpCacheSettings settings, TimeProvider? time = null) =>
        (this.settings, files) = (settings, new HttpFiles(settings, time ?? TimeProvider.System));

    /// <inheritdoc />
    public string Name => settings.Address.GetLeftPart(UriPartial.Path);

    /// <inheritdoc />
    public bool IsWritable => settings.IsWritable;

    /// <inheritdoc />
    public string? GetDocument(string key)
    {
        using var body = new MemoryStream();
        if (!files.Get("ac", key, body, LongestDocument))
            return null;
        return SealedDocument.Open(Encoding.UTF8.GetString(body.ToArray()), key, settings.Secret)
            ?? throw new InvalidDataException(SealedDocument.Refusal(key));
    }

    /// <inheritdoc />
    public bool TryGetFile(string hash, string path)
    {
        using (var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            if (!files.Get("cas", hash, file, long.MaxValue))
                return false;
        }

        if (ContentHash.OfFile(path) == hash)
            return true;
        File.Delete(path);
        throw new InvalidDataException($"Blob {hash[..12]}… does not have its hash.");
    }

    /// <inheritdoc />
    public void PutFile(string path, string hash)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        files.Put("cas", hash, file);
    }

    /// <inheritdoc />
    public void PutDocument(string key, string text)
    {
        using var stored = new MemoryStream(Encoding.UTF8.GetBytes(SealedDocument.Seal(text, key, settings.Secret)));
        files.Put("ac", key, stored);
    }

    /// <inheritdoc />
    public void Dispose() => files.Dispose();
}
