using PruneBuild.Testing;

// A build is a chain of programs that start up and wait for each other: two at once take hardly longer than one.
[assembly: Parallelize(Workers = 2, Scope = ExecutionScope.MethodLevel)]

namespace PruneBuild.Packages.Tests;

/// <summary>The packages that <c>eng -- pack</c> made of this checkout, and where projects restore them from.</summary>
internal static class Packages
{
    /// <summary>Source for restoring: the checkout's feed, and no server.</summary>
    public static string Feed { get; } = Path.Combine(SharedFolder.Repository(), "eng", "feed");

    /// <summary>Variables that make NuGet expand our packages in the checkout and take others from the user's cache.</summary>
    public static IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string>
    {
        ["NUGET_PACKAGES"] = Path.Combine(SharedFolder.Repository(), "artifacts", "packages"),
        ["NUGET_FALLBACK_PACKAGES"] = UserPackages(),
        // A node that outlives the test would hold its folder and keep an older task of ours loaded. The compiler's server holds
        // neither, and starting a compiler anew is half the time of such a small build.
        ["MSBUILDDISABLENODEREUSE"] = "1",
        ["UseSharedCompilation"] = "true",
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        ["CI"] = "",
        ["PRUNEBUILD_CACHE"] = "none",
    };

    /// <summary>Ends the test as inconclusive when nothing was packed: these tests run in <c>eng -- test</c>, which packs first.</summary>
    public static void Require()
    {
        if (!Directory.Exists(Feed) || !Directory.EnumerateFiles(Feed, "PruneBuild.MSBuild.*.nupkg").Any())
            throw new AssertInconclusiveException(
                "The packages are not packed: run 'dotnet run --project eng -- pack', or '-- test', which does.");
    }

    /// <summary>Ends a test of minutes as inconclusive unless <c>eng -- matrix</c> runs it.</summary>
    public static void RequireMatrix()
    {
        if (System.Environment.GetEnvironmentVariable("PRUNEBUILD_MATRIX") != "1")
            throw new AssertInconclusiveException("'dotnet run --project eng -- matrix' runs this.");
    }

    private static string UserPackages()
    {
        var data = OperatingSystem.IsWindows() ? System.Environment.GetFolderPath(System.Environment.SpecialFolder.LocalApplicationData)
            : OperatingSystem.IsMacOS() ? Path.Combine(Home(), "Library", "Caches")
            : System.Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache ? cache
            : Path.Combine(Home(), ".cache");
        return Directory.CreateDirectory(Path.Combine(data, "prunebuild", "packages")).FullName;
    }

    private static string Home() => System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile);
}
