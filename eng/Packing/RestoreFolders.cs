namespace PruneBuild.Eng.Packing;

/// <summary>Where projects that use our freshly packed packages restore to.</summary>
/// <remarks>
/// Two checkouts on one machine pack different bytes under one version, and one packages folder can hold only one of them.
/// So consumers of our own packages restore into a folder of the checkout, with the folder that all checkouts share behind it for
/// everything else: nothing is downloaded twice, and no checkout sees another's packages.
/// </remarks>
internal static class RestoreFolders
{
    /// <summary>The packages folder of a checkout.</summary>
    public static string OwnFolder(Repository repository) => Path.Combine(repository.Artifacts, "packages");

    /// <summary>The variables that make NuGet restore so.</summary>
    public static IReadOnlyDictionary<string, string> Environment(Repository repository) => new Dictionary<string, string>
    {
        ["NUGET_PACKAGES"] = OwnFolder(repository),
        ["NUGET_FALLBACK_PACKAGES"] = Directory.CreateDirectory(UserCache.Packages).FullName,
    };
}
