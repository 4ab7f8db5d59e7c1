using PruneBuild.Eng.Processes;

namespace PruneBuild.Eng.Packing;

/// <summary>The projects that reach users as packages: the tool, the build integration, and the templates.</summary>
internal static class PackedProjects
{
    private static readonly string[] names = ["PruneBuild.Cli", "PruneBuild.MSBuild", "PruneBuild.Templates"];

    /// <summary>Their project files, as far as this checkout has them.</summary>
    public static IReadOnlyList<string> Projects(Repository repository) =>
        [.. names.Select(name => Path.Combine(repository.Root, "src", name, name + ".csproj")).Where(File.Exists)];

    /// <summary>Packs them into the feed from an up-to-date Release build, and drops expanded copies of older bytes.</summary>
    /// <returns>The packages in the feed.</returns>
    /// <param name="repository">The checkout.</param>
    /// <param name="systems">Systems to have ReadyToRun images for; null for this machine's.</param>
    public static IReadOnlyList<PackageFile> PackBuilt(Repository repository, IReadOnlyList<string>? systems = null)
    {
        ReadyToRun.Make(repository, systems ?? [ReadyToRun.ThisSystem]);
        var aside = Path.Combine(repository.Artifacts, "packing");
        if (Directory.Exists(aside))
            Directory.Delete(aside, recursive: true);
        return [.. Projects(repository).Select(project => Deliver(repository, Pack(repository, project, aside)))];
    }

    private static string Pack(Repository repository, string project, string aside)
    {
        var name = Path.GetFileNameWithoutExtension(project);
        var folder = Directory.CreateDirectory(Path.Combine(aside, name)).FullName;
        DotNet.MustRun(
            repository, ["pack", project, "-c", "Release", "--no-build", "--nologo", "-v", "quiet", "-o", folder], $"packing {name}");
        return Directory.EnumerateFiles(folder, "*.nupkg").SingleOrDefault()
            ?? throw new EngFailure($"packing {name} made no single package");
    }

    private static PackageFile Deliver(Repository repository, string made)
    {
        var target = Path.Combine(repository.Feed, Path.GetFileName(made));
        // The same contents keep the old file: a new one would have another hash and would be restored again everywhere.
        if ((!File.Exists(target) || !PackageContents.Equal(made, target)) && new FeedFolder(repository.Feed).Put(made))
            Console.WriteLine($"pack: {Path.GetFileName(made)}");
        var package = PackageFile.Read(target);
        foreach (var folder in new[] { RestoreFolders.OwnFolder(repository), UserCache.Packages, InstalledPackages.UserFolder })
            InstalledPackages.DropStale(folder, package);
        return package;
    }
}
