using System.Security;
using PruneBuild.Eng.Processes;

namespace PruneBuild.Eng.Packing;

/// <summary>Has NuGet expand packages without their dependencies, which may come from anywhere.</summary>
internal static class PackageDownload
{
    /// <summary>Restores a project made for it in a folder of its own.</summary>
    /// <param name="packages">Id and version of each.</param>
    /// <param name="folder">Packages folder to expand into.</param>
    /// <param name="source">The only source; null for those of the user.</param>
    /// <returns>Exit code and output of the restore.</returns>
    public static (int ExitCode, string Output) Restore(string folder, IEnumerable<(string Id, string Version)> packages, string? source)
    {
        var work = UserCache.Current.NewWorkFolder();
        try
        {
            var project = Path.Combine(work, "install.csproj");
            File.WriteAllText(project, Project(packages));
            string[] sources = source is null ? [] : ["--source", source];
            return Tool.Capture("dotnet", ["restore", project, .. sources, "--packages", folder, "-p:NuGetAudit=false"], work);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static string Project(IEnumerable<(string Id, string Version)> packages) =>
        "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup><ItemGroup>"
        + string.Concat(packages.Select(package =>
            $"<PackageDownload Include=\"{SecurityElement.Escape(package.Id)}\" Version=\"["
            + $"{SecurityElement.Escape(package.Version)}]\" />"))
        + "</ItemGroup></Project>";
}
