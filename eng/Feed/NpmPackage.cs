using System.Security.Cryptography;
using PruneBuild.Eng.Processes;

namespace PruneBuild.Eng.Feed;

/// <summary>A package of the npm registry, pinned by the hash of its tarball.</summary>
/// <param name="Name">The name in the registry.</param>
/// <param name="Version">The exact version.</param>
/// <param name="Integrity">Base64 of the tarball's SHA-512: the registry's own integrity value without its prefix.</param>
internal sealed record NpmPackage(string Name, string Version, string Integrity)
{
    /// <summary>The tarball in the cache, fetched through npm when it is not there yet.</summary>
    /// <exception cref="EngFailure">npm failed, or the tarball is not the pinned one.</exception>
    public string Tarball(UserCache cache)
    {
        var folder = Directory.CreateDirectory(Path.Combine(cache.Root, "npm")).FullName;
        var tarball = Path.Combine(folder, $"{Name}-{Version}.tgz");
        if (!File.Exists(tarball) || Hash(tarball) != Integrity)
            Fetch(cache, tarball);
        return tarball;
    }

    private void Fetch(UserCache cache, string tarball)
    {
        Console.WriteLine($"feed: fetching {Name} {Version} through npm");
        var work = cache.NewWorkFolder();
        try
        {
            Tool.MustSucceed("npm", ["pack", $"{Name}@{Version}", "--silent"], work, $"'npm pack {Name}@{Version}'");
            var fetched = Path.Combine(work, Path.GetFileName(tarball));
            if (Hash(fetched) is var hash && hash != Integrity)
                throw new EngFailure($"{Name} {Version}: the tarball's SHA-512 is {hash}, pinned is {Integrity}; nothing was used");
            File.Move(fetched, tarball, overwrite: true);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static string Hash(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToBase64String(SHA512.HashData(stream));
    }
}
