using System.Security.Cryptography;

namespace PruneBuild.Eng.Packing;

/// <summary>The local feed: a flat folder of packages that NuGet reads as a source.</summary>
internal sealed class FeedFolder(string root)
{
    /// <summary>Puts a package into the feed unless the same bytes are there already.</summary>
    /// <returns>Whether the feed changed.</returns>
    public bool Put(string package)
    {
        var target = Path.Combine(root, Path.GetFileName(package));
        if (File.Exists(target) && SameBytes(package, target))
            return false;
        // By way of a rename: the file that is there may be a link to somebody else's, or be read right now.
        var aside = target + ".new";
        File.Copy(package, aside, overwrite: true);
        File.Move(aside, target, overwrite: true);
        return true;
    }

    // Copies keep the time of what they were copied from; a hundred megabytes are hashed only when the times differ.
    private static bool SameBytes(string left, string right)
    {
        var (first, second) = (new FileInfo(left), new FileInfo(right));
        return first.Length == second.Length
            && (first.LastWriteTimeUtc == second.LastWriteTimeUtc || Hash(left).SequenceEqual(Hash(right)));
    }

    private static byte[] Hash(string path)
    {
        using var stream = File.OpenRead(path);
        return SHA256.HashData(stream);
    }
}
