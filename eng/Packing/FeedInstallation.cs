using System.Security;
using PruneBuild.Eng.Processes;

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
            if (!InstalledPackages.DropStale(folder, package))
                Console.WriteLine(
                    $"feed: {package.Id} {package.Version} in {folder} comes from another source and is left as it is; " +
                    "if restore reports NU1403, run 'dotnet restore --force-evaluate'");
        var missing = packages.Where(package => !Directory.Exists(InstalledPackages.CopyOf(folder, package))).ToList();
        if (missing.Count > 0)
            Restore(repository.Feed, folder, missing);
    }

    private static void Restore(string feed, string folder, List<PackageFile> packages)
    {
        var work = UserCache.Current.NewWorkFolder();
        try
        {
            var project = Path.Combine(work, "install.csproj");
            File.WriteAllText(project, Project(packages));
            Tool.MustSucceed(
                "dotnet", ["restore", project, "--source", feed, "--packages", folder, "-p:NuGetAudit=false"], work, "expanding the feed's packages");
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    // PackageDownload takes a package without its dependencies, which may come from anywhere.
    private static string Project(List<PackageFile> packages) =>
        "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup><ItemGroup>"
        + string.Concat(packages.Select(package =>
            $"<PackageDownload Include=\"{SecurityElement.Escape(package.Id)}\" Version=\"[{SecurityElement.Escape(package.Version)}]\" />"))
        + "</ItemGroup></Project>";
}
