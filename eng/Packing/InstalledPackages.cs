using System.Text.Json;

namespace PruneBuild.Eng.Packing;

/// <summary>Folders in which NuGet keeps expanded packages, looked up by id and version only.</summary>
/// <remarks>NuGet never looks whether a package of the same version changed in its source;
/// after a change somebody must drop the old copy.</remarks>
internal static class InstalledPackages
{
    /// <summary>The folder that NuGet uses for projects that do not choose one.</summary>
    public static string UserFolder => Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>Where a folder keeps the expanded copy of a package.</summary>
    public static string CopyOf(string folder, PackageFile package) => CopyOf(folder, package.Id, package.Version);

    /// <summary>Where a folder keeps the expanded copy of a package.</summary>
#pragma warning disable CA1308 // NuGet's folder names are lower case by definition
    public static string CopyOf(string folder, string id, string version) =>
        Path.Combine(folder, id.ToLowerInvariant(), version.ToLowerInvariant());
#pragma warning restore CA1308

    /// <summary>Removes the expanded copy of a package when it came from other bytes, and from a folder.</summary>
    /// <param name="folder">The packages folder.</param>
    /// <param name="package">The package whose bytes the copy should have.</param>
    /// <param name="evenOfficial">Whether a copy that came from a server, the real thing, goes too.</param>
    /// <returns>False when a copy with other bytes stays, because it came from a server.</returns>
    public static bool DropStale(string folder, PackageFile package, bool evenOfficial = false)
    {
        var copy = CopyOf(folder, package);
        var metadata = Path.Combine(copy, ".nupkg.metadata");
        if (!File.Exists(metadata))
            return true;
        using var json = JsonDocument.Parse(File.ReadAllBytes(metadata));
        if (json.RootElement.GetProperty("contentHash").GetString() == package.ContentHash())
            return true;
        // What "dotnet tool restore" expands names no source; it expands it again.
        if (!evenOfficial && json.RootElement.TryGetProperty("source", out var from) && from.GetString() is { } source && source.StartsWith(
            "http", StringComparison.OrdinalIgnoreCase))
            return false;
        Directory.Delete(copy, recursive: true);
        return true;
    }
}
