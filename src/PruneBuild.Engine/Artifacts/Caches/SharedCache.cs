using System.Globalization;

namespace PruneBuild.Engine.Artifacts.Caches;

/// <summary>The cache that a team shares: a server, or a folder on a file share.</summary>
public static class SharedCache
{
    private const double DefaultPatienceSeconds = 10;

    // What timers take: a whole number of milliseconds, above 0, in 32 bits.
    private const double ShortestPatienceSeconds = 0.001;
    private const double LongestPatienceSeconds = int.MaxValue / 1000;

    /// <summary>What the environment names; null when it names nothing.</summary>
    public static string? Named => Variable("URL");

    /// <summary>True for an http or https address and for a folder; false for an address of another kind.</summary>
    /// <param name="address">A name of a cache.</param>
    public static bool CanOpen(string address) => !address.Contains("://", StringComparison.Ordinal)
        || (Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" or "file");

    /// <summary>True for an address with a user or a password in it, which logs and messages would repeat.</summary>
    /// <param name="address">A name of a cache.</param>
    public static bool HasSecret(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri)
        ? uri.UserInfo.Length > 0
        : address.Contains("://", StringComparison.Ordinal) && address.Contains('@');

    /// <summary>What variables of the environment say that means nothing, a sentence for each.</summary>
    public static IEnumerable<string> WrongVariables()
    {
        if (Variable("WRITE") is { } write && !bool.TryParse(write, out _))
            yield return $"{CacheLocation.Variable}_WRITE takes true or false, not '{write}'.";
        if (Variable("TIMEOUT") is { } timeout && Seconds(timeout) is null)
            yield return $"{CacheLocation.Variable}_TIMEOUT takes seconds above 0, such as 10, not '{timeout}'.";
    }

    /// <summary>Opens a cache; nothing is connected yet. One on a server is to be disposed of.</summary>
    /// <param name="address">An http or https address, or a folder.</param>
    /// <param name="write">True to store results there too; so does <c>PRUNEBUILD_CACHE_WRITE=true</c>.</param>
    /// <remarks>Secrets come from the environment only: <c>PRUNEBUILD_CACHE_TOKEN</c> (bearer token), <c>PRUNEBUILD_CACHE_SECRET</c> (signs
    /// records), <c>PRUNEBUILD_CACHE_CERTIFICATE</c> and <c>PRUNEBUILD_CACHE_CERTIFICATE_KEY</c> (PEM files of a
    /// client certificate).</remarks>
    public static IResultCache Open(string address, bool write)
    {
        var writes = write || (bool.TryParse(Variable("WRITE"), out var asked) && asked);
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            return new FolderCache(Path.GetFullPath(uri is { IsFile: true } ? uri.LocalPath : address), writes, Variable("SECRET"));
        return new HttpCache(new HttpCacheSettings(
            uri, writes, Variable("TOKEN"), Variable("SECRET"), Variable("CERTIFICATE"), Variable("CERTIFICATE_KEY"), Patience()));
    }

    internal static TimeSpan Patience() => TimeSpan.FromSeconds(
        Seconds(Variable("TIMEOUT")) is { } seconds
            ? Math.Clamp(seconds, ShortestPatienceSeconds, LongestPatienceSeconds)
            : DefaultPatienceSeconds);

    private static double? Seconds(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds > 0 ? seconds : null;

    /// <summary>Without what surrounds it: secrets are read from files that end with a line break.</summary>
    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable($"{CacheLocation.Variable}_{name}") ?.Trim() is { Length: > 0 } value ? value : null;
}
