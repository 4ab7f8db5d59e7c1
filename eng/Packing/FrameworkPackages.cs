namespace PruneBuild.Eng.Packing;

/// <summary>Packages of .NET itself, at the version of the runtime that runs this program.</summary>
internal static class FrameworkPackages
{
    /// <summary>The expanded package, restored from the user's own sources unless it is there; null when no source has it.</summary>
    public static string? Find(string id)
    {
        var version = Environment.Version.ToString(3);
        var folder = InstalledPackages.CopyOf(UserCache.Packages, id, version);
        if (File.Exists(Path.Combine(folder, ".nupkg.metadata")))
            return folder;
        var (exitCode, output) = PackageDownload.Restore(UserCache.Packages, [(id, version)], source: null);
        if (exitCode == 0)
            return folder;
        Console.WriteLine($"pack: {id} {version} cannot be restored: {output.Trim().Split('\n')[0].Trim()}");
        return null;
    }
}
