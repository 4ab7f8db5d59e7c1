using System.Text;

namespace PruneBuild.Engine.Artifacts.Caches;

/// <summary>The files of a cache that is a folder, in the layout of Bazel's HTTP caches: <c>ac/HASH</c> and <c>cas/HASH</c>, so that a
/// server can serve the folder as it is. Safe with many processes: files appear whole.</summary>
/// <param name="path">Root of the cache; made when first written.</param>
internal sealed class CacheFiles(string path)
{
    /// <summary>Where the record of a key is, or would be.</summary>
    public string RecordOf(string key) => Place("ac", key);

    /// <summary>Where the file of a hash is, or would be.</summary>
    public string BlobOf(string hash) => Place("cas", hash);

    /// <summary>The record of a key as it is stored; null when there is none.</summary>
    public string? ReadRecord(string key)
    {
        if (!File.Exists(RecordOf(key)))
            return null;
        try
        {
            return File.ReadAllText(RecordOf(key), Encoding.UTF8);
        }
        catch (FileNotFoundException)
        {
            // Others trim meanwhile.
            return null;
        }
    }

    /// <summary>Stores a record; what it takes the place of is gone.</summary>
    public void WriteRecord(string key, string sealedText)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(RecordOf(key))!);
        WholeFile.Write(RecordOf(key), sealedText);
    }

    /// <summary>Stores a copy of a file unless one of its hash is there.</summary>
    public void WriteBlob(string file, string hash)
    {
        var place = BlobOf(hash);
        if (File.Exists(place))
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        var aside = AsideFile.Of(place);
        try
        {
            File.Copy(file, aside);
            // The copy has the time of what was copied, and would pass for one that was left, or not used, since then.
            File.SetLastWriteTimeUtc(aside, TimeProvider.System.GetUtcNow().UtcDateTime);
            File.Move(aside, place, overwrite: true);
        }
        finally
        {
            File.Delete(aside);
        }
    }

    /// <summary>Copies the file of a hash; a copy with another hash is deleted again.</summary>
    public BlobCopy CopyBlob(string hash, string target)
    {
        if (!File.Exists(BlobOf(hash)))
            return BlobCopy.Missing;
        try
        {
            File.Copy(BlobOf(hash), target, overwrite: true);
            // A cache that is only read may hold files that nobody may write; the copy is the caller's.
            File.SetAttributes(target, File.GetAttributes(target) & ~FileAttributes.ReadOnly);
        }
        catch (FileNotFoundException)
        {
            return BlobCopy.Missing;
        }

        if (ContentHash.OfFile(target) == hash)
            return BlobCopy.Whole;
        File.Delete(target);
        return BlobCopy.Damaged;
    }

    private string Place(string kind, string hash) => Path.Combine(path, kind, CacheKey.Checked(hash));
}

/// <summary>What came of copying a file out of a cache.</summary>
internal enum BlobCopy
{
    /// <summary>The cache does not have it.</summary>
    Missing,

    /// <summary>What the cache has does not have its hash.</summary>
    Damaged,

    /// <summary>The copy is there.</summary>
    Whole,
}
