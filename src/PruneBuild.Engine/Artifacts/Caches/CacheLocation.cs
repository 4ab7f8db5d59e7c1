namespace PruneBuild.Engine.Artifacts.Caches;

/// <summary>Where the user's cache is.</summary>
public static class CacheLocation
{
    /// <summary>Environment variable that moves the cache.</summary>
    public const string Variable = "PRUNEBUILD_CACHE";

    /// <summary>The word that turns the cache off, in the variable and on the command line.</summary>
    public const string None = "none";

    /// <summary>What the environment names; null when it names nothing.</summary>
    public static string? Named =>
        Environment.GetEnvironmentVariable(Variable) is { } named && !string.IsNullOrWhiteSpace(named) ? named : null;

    /// <summary>The folder: as given, else the variable, else the system's cache folder; null when the cache is turned off.</summary>
    public static string? Find(string? given = null)
    {
        var chosen = string.IsNullOrEmpty(given) ? Named : given;
        if (chosen is null)
            return SystemFolder() is { } system ? Path.Combine(system, "prunebuild") : null;
        return IsNone(chosen) ? null : Path.GetFullPath(chosen);
    }

    /// <summary>True for the word that turns the cache off, however it is written.</summary>
    public static bool IsNone(string given) => given.Equals(None, StringComparison.OrdinalIgnoreCase);

    private static string? SystemFolder()
    {
        if (OperatingSystem.IsWindows())
            return NotEmpty(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData));
        var home = NotEmpty(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));
        if (OperatingSystem.IsMacOS())
            return home is null ? null : Path.Combine(home, "Library", "Caches");
        return NotEmpty(Environment.GetEnvironmentVariable("XDG_CACHE_HOME")) ?? (home is null ? null : Path.Combine(home, ".cache"));
    }

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
