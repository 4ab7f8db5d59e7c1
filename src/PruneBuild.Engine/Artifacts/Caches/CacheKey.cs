namespace PruneBuild.Engine.Artifacts.Caches;

/// <summary>Keys of caches: hashes, and nothing that could be a path.</summary>
internal static class CacheKey
{
    /// <summary>True for 64 lower-case hexadecimal digits.</summary>
    public static bool Is(string key) => key.Length == 64 && key.All(char.IsAsciiHexDigitLower);

    /// <summary>The key.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static string Checked(string key) => Is(key) ? key : throw new ArgumentException($"'{key}' is not a hash.", nameof(key));
}
