using System.Text;

namespace PruneBuild.Engine.Artifacts;

/// <summary>
/// Files by their hash, and small documents by the hash of what they were made from, in the layout that Bazel's caches have:
/// <c>cas/ab/ab…</c> and <c>ac/ab/ab…</c>. Whatever is read is checked against its hash; what does not hold is not there.
/// </summary>
/// <param name="folder">Root of the cache; made when first written.</param>
public sealed class ContentCache(string folder)
{
    /// <summary>Root of the cache.</summary>
    public string Folder => folder;

    /// <summary>Stores a copy of a file under its hash.</summary>
    /// <exception cref="IOException">The cache cannot be written.</exception>
    public void PutFile(string path, string hash)
    {
        var place = Place("cas", hash);
        if (File.Exists(place))
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        var aside = $"{place}.{Environment.ProcessId}.tmp";
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

    /// <summary>Copies the file of that hash to a path; false when the cache does not have it whole.</summary>
    public bool TryGetFile(string hash, string path)
    {
        var place = Place("cas", hash);
        if (!File.Exists(place))
            return false;
        File.Copy(place, path, overwrite: true);
        if (ContentHash.OfFile(path) == hash)
            return true;
        File.Delete(path);
        File.Delete(place);
        return false;
    }

    /// <summary>Stores a document under the key of what it was made from, with its own hash as the first line.</summary>
    public void PutDocument(string key, string text)
    {
        var place = Place("ac", key);
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        WholeFile.Write(place, $"{ContentHash.OfText(text)}\n{text}");
    }

    /// <summary>The document of that key; null when the cache does not have it whole.</summary>
    public string? GetDocument(string key)
    {
        var place = Place("ac", key);
        if (!File.Exists(place))
            return null;
        var stored = File.ReadAllText(place, Encoding.UTF8);
        var end = stored.IndexOf('\n', StringComparison.Ordinal);
        return end == 64 && ContentHash.OfText(stored[(end + 1)..]) == stored[..end] ? stored[(end + 1)..] : null;
    }

    private string Place(string kind, string hash)
    {
        if (hash.Length != 64 || !hash.All(char.IsAsciiHexDigitLower))
            throw new ArgumentException($"'{hash}' is not a hash.", nameof(hash));
        return Path.Combine(folder, kind, hash[..2], hash);
    }
}
