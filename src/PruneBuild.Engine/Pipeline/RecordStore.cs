using PruneBuild.Diagnostics;
using PruneBuild.Engine.Artifacts;
using PruneBuild.Engine.Pruning.Recovery;

namespace PruneBuild.Engine.Pipeline;

/// <summary>Finished work: in the output folder, in the user's cache, and in one that is shared.</summary>
/// <param name="outputFolder">Folder of artifacts.</param>
/// <param name="own">The user's cache, or null.</param>
/// <param name="shared">The shared cache, or null.</param>
/// <remarks>A cache that fails is told once and is not used again.</remarks>
internal sealed class RecordStore(string outputFolder, ContentCache? own, IResultCache? shared = null)
{
    private const string FileName = "record.json";
    private readonly List<IResultCache> caches = [.. new[] { own, shared }.OfType<IResultCache>()];
    private readonly List<Diagnostic> warnings = [];

    /// <summary>The caches that failed.</summary>
    public IReadOnlyList<Diagnostic> Warnings => warnings;

    /// <summary>Where a model's artifact and reports go.</summary>
    public string FolderOf(string model) => Path.Combine(outputFolder, model);

    /// <summary>Where the trainings of the model with this key note how far they are.</summary>
    public RecoveryCheckpoints CheckpointsOf(string key) => RecoveryCheckpoints.In(outputFolder, key);

    /// <summary>Where its record goes.</summary>
    public string FileOf(string model) => Path.Combine(FolderOf(model), FileName);

    /// <summary>The record in the output folder, whatever it was made from; null without one.</summary>
    public PruneRecord? Last(string model) => File.Exists(FileOf(model)) ? PruneRecordJson.Parse(File.ReadAllText(FileOf(model))) : null;

    /// <summary>The record in the output folder when it has this key and its files are whole; else null.</summary>
    public PruneRecord? Local(string model, string key) =>
        Last(model) is { } record && record.Key == key && record.Files.Count > 0 && record.Files.All(file => IsWhole(Path.Combine(FolderOf(model), file.Name), file))
            ? record
            : null;

    /// <summary>The cached record of this key, its files copied into a folder; null when no cache has all of it, whole. What only the shared
    /// cache had is in the user's own then.</summary>
    public PruneRecord? Restore(string key, string folder)
    {
        foreach (var cache in caches.ToArray())
        {
            if (Guard(cache, () => Restore(cache, key, folder)) is not { } record)
                continue;
            if (cache != own)
                Remember(record, folder, caches.Where(other => other == own));
            return record;
        }

        return null;
    }

    /// <summary>Puts a record and its files into every cache that takes them.</summary>
    public void Remember(PruneRecord record, string folder) => Remember(record, folder, caches.Where(cache => cache.IsWritable));

    /// <summary>The cached record of this key without its files; null when no cache has it.</summary>
    public PruneRecord? Find(string key) => Noted(key) is { } text && PruneRecordJson.Parse(text) is { } record && record.Key == key ? record : null;

    /// <summary>A document of this key, from the first cache that has it.</summary>
    public string? Noted(string key) => caches.ToArray().Select(cache => Guard(cache, () => cache.GetDocument(key))).FirstOrDefault(text => text is not null);

    /// <summary>Puts a document into every cache that takes it.</summary>
    public void Note(string key, string text)
    {
        foreach (var cache in caches.Where(cache => cache.IsWritable).ToArray())
        {
            Guard(cache, () =>
            {
                cache.PutDocument(key, text);
                return text;
            });
        }
    }

    /// <summary>Exclusive work on a key among all processes with this cache; null without one.</summary>
    public IDisposable? Reserve(string key, Action waiting, CancellationToken cancellation) => own is null || !caches.Contains(own)
        ? null
        : Guard(own, () => FolderLock.Take(Path.Combine(own.Folder, "locks", key), waiting, cancellation));

    private PruneRecord? Restore(IResultCache cache, string key, string folder)
    {
        if (cache.GetDocument(key) is not { } text)
            return null;
        if (PruneRecordJson.Parse(text) is not { } record || record.Key != key || record.Files.Count == 0)
        {
            // What the user's own cache holds damaged is made again and replaced; in a shared one somebody should know.
            return cache == own ? null : throw new InvalidDataException($"Record {key[..12]}… is not one of ours, or names files outside its folder.");
        }

        Directory.CreateDirectory(folder);
        return record.Files.All(file => CacheKey.Is(file.Sha256) && cache.TryGetFile(file.Sha256, Path.Combine(folder, file.Name))) ? record : null;
    }

    private void Remember(PruneRecord record, string folder, IEnumerable<IResultCache> takers)
    {
        foreach (var cache in takers.ToArray())
        {
            Guard<PruneRecord>(cache, () =>
            {
                foreach (var file in record.Files)
                    cache.PutFile(Path.Combine(folder, file.Name), file.Sha256);
                cache.PutDocument(record.Key, PruneRecordJson.Text(record));
                return record;
            });
        }
    }

    private static bool IsWhole(string path, ArtifactFile file) => File.Exists(path) && ContentHash.OfFile(path) == file.Sha256;

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
