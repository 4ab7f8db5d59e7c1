using PruneBuild.Diagnostics;
using PruneBuild.Engine.Artifacts;

namespace PruneBuild.Engine.Pipeline;

/// <summary>Finished work: in the output folder, and in the cache.</summary>
/// <param name="outputFolder">Folder of artifacts.</param>
/// <param name="cache">The cache, or null. One that fails is told once and is not used again.</param>
internal sealed class RecordStore(string outputFolder, ContentCache? cache)
{
    private const string FileName = "record.json";
    private ContentCache? cache = cache;

    /// <summary>That the cache failed; null while it works.</summary>
    public Diagnostic? Warning { get; private set; }

    /// <summary>Where a model's artifact and reports go.</summary>
    public string FolderOf(string model) => Path.Combine(outputFolder, model);

    /// <summary>Where its record goes.</summary>
    public string FileOf(string model) => Path.Combine(FolderOf(model), FileName);

    /// <summary>The record in the output folder, whatever it was made from; null without one.</summary>
    public PruneRecord? Last(string model) => File.Exists(FileOf(model)) ? PruneRecordJson.Parse(File.ReadAllText(FileOf(model))) : null;

    /// <summary>The record in the output folder when it has this key and its files are whole; else null.</summary>
    public PruneRecord? Local(string model, string key) =>
        Last(model) is { } record && record.Key == key && record.Files.Count > 0 && record.Files.All(file => IsWhole(Path.Combine(FolderOf(model), file.Name), file))
            ? record
            : null;

    /// <summary>The cached record of this key, its files copied into a folder; null when the cache does not have all of it, whole.</summary>
    public PruneRecord? Restore(string key, string folder) => Guard(() =>
    {
        if (cache!.GetDocument(key) is not { } text || PruneRecordJson.Parse(text) is not { } record || record.Key != key || record.Files.Count == 0)
            return null;
        Directory.CreateDirectory(folder);
        return record.Files.All(file => cache.TryGetFile(file.Sha256, Path.Combine(folder, file.Name))) ? record : null;
    });

    /// <summary>Puts a record and its files into the cache.</summary>
    public void Remember(PruneRecord record, string folder) => Guard<PruneRecord>(() =>
    {
        foreach (var file in record.Files)
            cache!.PutFile(Path.Combine(folder, file.Name), file.Sha256);
        cache!.PutDocument(record.Key, PruneRecordJson.Text(record));
        return record;
    });

    /// <summary>Exclusive work on a key among all processes with this cache; null without one.</summary>
    public IDisposable? Reserve(string key, Action waiting, CancellationToken cancellation) =>
        Guard<IDisposable>(() => FolderLock.Take(Path.Combine(cache!.Folder, "locks", key), waiting, cancellation));

    private static bool IsWhole(string path, ArtifactFile file) => File.Exists(path) && ContentHash.OfFile(path) == file.Sha256;

    private T? Guard<T>(Func<T?> use)
        where T : class
    {
        if (cache is null)
            return null;
        try
        {
            return use();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Warning = DiagnosticCatalog.CacheFailed.At(null, cache.Folder, failure.Message);
            cache = null;
            return null;
        }
    }
}
