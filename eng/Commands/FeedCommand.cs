using System.Diagnostics;
using PruneBuild.Eng.Feed;
using PruneBuild.Eng.Packing;

namespace PruneBuild.Eng.Commands;

/// <summary>Fills the local feed with ONNX Runtime's packages.</summary>
internal sealed class FeedCommand : ICommand
{
    /// <inheritdoc />
    public string Name => "feed";

    /// <inheritdoc />
    public string Summary => "packs ONNX Runtime into eng/feed; --gpu adds its CUDA provider (large)";

    /// <inheritdoc />
    public int Run(Repository repository, string[] arguments)
    {
        if (arguments.Except(["--gpu"]).FirstOrDefault() is { } unknown)
            throw new EngFailure($"unknown argument '{unknown}'");
        var clock = Stopwatch.StartNew();
        Fill(repository, OnnxRuntimePackages.Standard);
        if (arguments.Contains("--gpu"))
            Fill(repository, OnnxRuntimePackages.Gpu);
        Console.WriteLine($"feed: ready in {clock.Elapsed.TotalSeconds:0.0} s");
        return 0;
    }

    /// <summary>Makes sure that the feed holds these packages and that NuGet will use them.</summary>
    public static void Fill(Repository repository, IReadOnlyList<FeedPackage> packages)
    {
        var made = FeedBuild.Ensure(packages, UserCache.Current);
        var feed = new FeedFolder(repository.Feed);
        foreach (var package in packages)
        {
            var file = Path.Combine(made, package.FileName);
            if (feed.Put(file))
                Console.WriteLine($"feed: {package.FileName}");
            if (!InstalledPackages.DropStale(InstalledPackages.GlobalFolder, new PackageFile(file, package.Id, package.Version)))
                Console.WriteLine(
                    $"feed: {package.Id} {package.Version} is installed from another source, and is used; " +
                    "if restore reports NU1403, run 'dotnet restore --force-evaluate'");
        }
    }
}
