using PruneBuild.Diagnostics;
using PruneBuild.Engine.Artifacts.Caches;

namespace PruneBuild.Engine.Pipeline.Records;

/// <summary>Finished work in the user's cache and in one that is shared. They are this object's: it closes them.</summary>
/// <param name="own">The user's cache, or null.</param>
/// <param name="shared">The shared cache, or null.</param>
/// <remarks>A cache that fails is told once and is not used again.</remarks>
internal sealed class RecordCaches(ContentCache? own, IResultCache? shared = null) : IDisposable
{
    private readonly List<IResultCache> caches = [.. new[] { own, shared }.OfType<IResultCache>()];
    private readonly KeyLocks? locks = own is null ? null : new KeyLocks(Path.Combine(own.Folder, "locks"));
    private readonly List<Diagnostic> warnings = [];

    /// <summary>The caches that failed.</summary>
    public IReadOnlyList<Diagnostic> Warnings => warnings;

    /// <summary>Opens caches; null for none.</summary>
    public static RecordCaches Open(CachePlaces? places) => new(
        places?.Folder is { } folder ? new ContentCache(folder) : null,
        places?.Shared is { } shared ? SharedCache.Open(shared, places.Writes) : null);

    /// <summary>The record of this key, its files copied into a folder; null when no cache has all of it, whole. What only one of
    /// the caches had is in the other then, where that may be written.</summary>
    public PruneRecord? Restore(string key, string folder)
    {
        foreach (var cache in caches.ToArray())
        {
            if (Guard(cache, () => Restore(cache, key, folder)) is not { } record)
                continue;
            Remember(record, folder, caches.ToArray().Where(other => other != cache && (other == own || Lacks(other, key))));
            return record;
        }

        return null;
    }

    /// <summary>Puts a record and its files into every cache that takes them.</summary>
    public void Remember(PruneRecord record, string folder) => Remember(record, folder, caches.Where(cache => cache.IsWritable));

    /// <summary>Puts a record and its files into the shared cache where that may be written and does not have it.</summary>
    public void Share(PruneRecord record, string folder) =>
        Remember(record, folder, caches.ToArray().Where(cache => cache == shared && Lacks(cache, record.Key)));

    /// <summary>The record of this key without its files; null when no cache has it.</summary>
    public PruneRecord? Find(string key) => Noted(key) is { } text ? PruneRecordJson.Parse(text, key) : null;

    /// <summary>A document of this key, from the first cache that has it.</summary>
    public string? Noted(string key) =>
        caches.ToArray().Select(cache => Guard(cache, () => cache.GetDocument(key))).FirstOrDefault(text => text is not null);

    /// <summary>Puts a document into every cache that takes it.</summary>
    public void Note(string key, string text)
    {
        foreach (var cache in caches.Where(cache => cache.IsWritable).ToArray())
            Guard(cache, () => cache.PutDocument(key, text));
    }

    /// <summary>Exclusive work on a key among all processes with this cache; null without one.</summary>
    public IDisposable? Reserve(string key, Action waiting, CancellationToken cancellation) => own is null || !caches.Contains(own)
        ? null
        : Guard(own, () => locks!.Take(key, waiting, cancellation));

    /// <inheritdoc />
    public void Dispose() => (shared as IDisposable)?.Dispose();

    /// <summary>True for a cache that takes records and does not have this one.</summary>
    private bool Lacks(IResultCache cache, string key) =>
        cache.IsWritable && Guard(cache, () => cache.GetDocument(key)) is null && caches.Contains(cache);

    private PruneRecord? Restore(IResultCache cache, string key, string folder)
    {
        if (cache.GetDocument(key) is not { } text)
            return null;
        if (PruneRecordJson.Parse(text, key) is not { Files.Count: > 0 } record)
        {
            // What the user's own cache holds damaged is made again and replaced; in a shared one somebody should know.
            return cache == own ? null : throw new InvalidDataException(
                $"Record {key[..12]}… is not one of ours, or names files outside its folder.");
        }

        Directory.CreateDirectory(folder);
        return record.Files.All(file => CacheKey.Is(file.Sha256) && cache.TryGetFile(file.Sha256, Path.Combine(folder, file.Name)))
            ? record
            : null;
    }

    private void Remember(PruneRecord record, string folder, IEnumerable<IResultCache> takers)
    {
        foreach (var cache in takers.ToArray())
        {
            Guard(cache, () =>
            {
                foreach (var file in record.Files)
                    cache.PutFile(Path.Combine(folder, file.Name), file.Sha256);
                cache.PutDocument(record.Key, PruneRecordJson.Text(record));
            });
        }
    }

    private void Guard(IResultCache cache, Action use) => Guard<object>(cache, () =>
    {
        use();
        return null;
    });

    private T? Guard<T>(IResultCache cache, Func<T?> use)
        where T : class
    {
        try
        {
            return use();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            warnings.Add(DiagnosticCatalog.CacheFailed.At(null, cache.Name, failure.Message.TrimEnd('.')));
            caches.Remove(cache);
            return null;
        }
    }
}
