namespace PruneBuild.Eng.Packing;

/// <summary>Expands packages of the local feed before any project is restored.</summary>
/// <remarks>
/// Another source may carry the same id and version with other bytes. NuGet takes the source that answers first, and then finds that
/// the lock files ask for other bytes; what is expanded already it does not look for at all.
/// </remarks>
internal static class FeedInstallation
{
    /// <summary>Makes sure that a packages folder holds these packages with the bytes that the feed has.</summary>
    public static void Install(Repository repository, string folder, IReadOnlyList<PackageFile> packages)
    {
        foreach (var package in packages)
            if (!InstalledPackages.DropStale(folder, package, evenOfficial: UserCache.OwnsPackages && IsLocked(repository, package)))
                Console.WriteLine(
                    $"feed: {package.Id} {package.Version} in {folder} comes from another source and is left as it is; " +
                    "if restore reports NU1403, run 'dotnet restore --force-evaluate'");
        var missing = packages.Where(package => !Directory.Exists(InstalledPackages.CopyOf(folder, package))).ToList();
        if (missing.Count > 0)
        {
            var (exitCode, output) = PackageDownload.Restore(
                folder, missing.Select(package => (package.Id, package.Version)), repository.Feed);
            if (exitCode != 0)
                throw new EngFailure($"expanding the feed's packages failed with exit code {exitCode}:{Environment.NewLine}{output}");
        }
    }

    /// <summary>Whether the lock files ask for the bytes of a package: no project can be restored with others.</summary>
    public static bool IsLocked(Repository repository, PackageFile package)
    {
        var hash = package.ContentHash();
        return Directory.EnumerateFiles(Path.Combine(repository.Root, "src"), "packages.lock.json", SearchOption.AllDirectories)
            .Any(file => File.ReadAllText(file).Contains(hash, StringComparison.Ordinal));
    }
}
