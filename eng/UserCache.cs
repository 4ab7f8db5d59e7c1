namespace PruneBuild.Eng;

/// <summary>What outlives a checkout: downloaded tarballs and the packages made from them, in the user's cache folder.</summary>
/// <param name="Root">The folder that holds it all; safe to delete at any time.</param>
internal sealed record UserCache(string Root)
{
    /// <summary>The cache of the current user, by the convention of the operating system.</summary>
    public static UserCache Current { get; } = new(Path.Combine(BaseFolder(), "prunebuild", "eng"));

    /// <summary>Where the projects of every checkout restore their packages to; Directory.Build.props says the same.</summary>
    public static string Packages =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } folder
            ? folder
            : Path.Combine(BaseFolder(), "prunebuild", "packages");

    /// <summary>Whether no other projects of the user restore to that folder.</summary>
    public static bool OwnsPackages => string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NUGET_PACKAGES"));

    /// <summary>A new, empty folder for one piece of work, on the same volume as the cache so that results can be moved into it.</summary>
    public string NewWorkFolder() => Directory.CreateDirectory(Path.Combine(Root, "work", Path.GetRandomFileName())).FullName;

    private static string BaseFolder()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (OperatingSystem.IsWindows())
            return Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        if (OperatingSystem.IsMacOS())
            return Path.Combine(home, "Library", "Caches");
        var xdg = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        return string.IsNullOrEmpty(xdg) ? Path.Combine(home, ".cache") : xdg;
    }
}
