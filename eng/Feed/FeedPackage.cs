namespace PruneBuild.Eng.Feed;

/// <summary>A NuGet package of the local feed as a value: everything that decides its bytes.</summary>
/// <param name="Id">The id under which the vendor publishes it.</param>
/// <param name="Version">The vendor's version of what is inside.</param>
/// <param name="Description">What it is, for people who look into the package.</param>
/// <param name="Dependencies">Dependencies by target framework.</param>
/// <param name="Files">Its files, except the nuspec.</param>
internal sealed record FeedPackage(
    string Id, string Version, string Description, IReadOnlyList<DependencyGroup> Dependencies, IReadOnlyList<FeedFile> Files)
{
    /// <summary>The file name in the feed.</summary>
    public string FileName => $"{Id}.{Version}.nupkg";
}

/// <summary>The packages that a package needs when it is used from one target framework.</summary>
internal sealed record DependencyGroup(string TargetFramework, params (string Id, string Version)[] Packages);

/// <summary>One file of a package and where it comes from.</summary>
/// <param name="PackagePath">Its path in the package, with forward slashes.</param>
/// <param name="Origin">Where its content comes from.</param>
internal sealed record FeedFile(string PackagePath, FileOrigin Origin);

/// <summary>Where the content of a packaged file comes from.</summary>
internal abstract record FileOrigin
{
    /// <summary>A file of an npm package, unchanged.</summary>
    public sealed record Npm(NpmPackage Package, string Path) : FileOrigin;

    /// <summary>An output of the build of <see cref="ManagedRuntime" />.</summary>
    public sealed record Compiled(string TargetFramework, string FileName) : FileOrigin;

    /// <summary>Text that is given here.</summary>
    public sealed record Text(string Content) : FileOrigin;
}
