using System.IO.Compression;
using System.Security.Cryptography;

namespace PruneBuild.Eng.Packing;

/// <summary>What is in a package, leaving aside what packing anew changes by itself.</summary>
internal static class PackageContents
{
    /// <summary>Whether two packages hold the same files with the same contents.</summary>
    public static bool Equal(string left, string right)
    {
        var first = Hashes(left);
        var second = Hashes(right);
        return first.Count == second.Count && first.All(file => second.TryGetValue(file.Key, out var hash) && hash == file.Value);
    }

    private static Dictionary<string, string> Hashes(string package)
    {
        using var zip = ZipFile.OpenRead(package);
        return zip.Entries.Where(entry => !IsEnvelope(entry.FullName)).ToDictionary(entry => entry.FullName, Hash);
    }

    // NuGet names the core properties by chance, and refers to them by that name.
    private static bool IsEnvelope(string name) =>
        name.StartsWith("package/services/metadata/", StringComparison.Ordinal) || name == "_rels/.rels";

    private static string Hash(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
