namespace PruneBuild.Engine.Artifacts.Caches;

/// <summary>A place that keeps files by their hash, and documents by the hash of what they were made from.</summary>
/// <remarks>A cache that fails says so by an <see cref="IOException" />, an <see cref="UnauthorizedAccessException" /> or an
/// <see cref="InvalidDataException" />: whoever uses it goes on without it. What it does not have is no failure.</remarks>
public interface IResultCache
{
    /// <summary>Folder or address, for people.</summary>
    string Name { get; }

    /// <summary>True when results may be stored in it.</summary>
    bool IsWritable { get; }

    /// <summary>The document of that key; null when the cache does not have it whole.</summary>
    string? GetDocument(string key);

    /// <summary>Copies the file of that hash to a path; false when the cache does not have it whole.</summary>
    bool TryGetFile(string hash, string path);

    /// <summary>Stores a copy of a file under its hash.</summary>
    void PutFile(string path, string hash);

    /// <summary>Stores a document under the key of what it was made from.</summary>
    void PutDocument(string key, string text);
}
