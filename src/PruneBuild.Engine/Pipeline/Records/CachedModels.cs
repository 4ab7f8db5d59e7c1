using PruneBuild.Engine.Artifacts.Caches;

namespace PruneBuild.Engine.Pipeline.Records;

/// <summary>What the files of a cache belong to.</summary>
public static class CachedModels
{
    /// <summary>For people: the model and what was done to it of a record, the file name of an artifact, by key. What no readable record
    /// names is not there.</summary>
    /// <param name="items">What the cache holds.</param>
    public static IReadOnlyDictionary<string, string> Of(IReadOnlyList<CacheItem> items)
    {
        var names = new Dictionary<string, string>();
        foreach (var record in items.Where(item => item.IsDocument).Select(Read).OfType<PruneRecord>())
        {
            names[record.Key] = $"{record.Files[0].Name}: {record.Method}";
            foreach (var file in record.Files)
                names.TryAdd(file.Sha256, file.Name);
        }

        return names;
    }

    /// <summary>The record; null when it is damaged, gone meanwhile, or something else.</summary>
    private static PruneRecord? Read(CacheItem item)
    {
        try
        {
            return CacheContents.Document(item) is { } text && PruneRecordJson.Parse(text, item.Key) is { Files.Count: > 0 } record
                ? record
                : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
