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
        var files = packages.Select(package => new PackageFile(Path.Combine(made, package.FileName), package.Id, package.Version)).ToList();
        foreach (var file in files)
            if (feed.Put(file.Path))
                Console.WriteLine($"feed: {Path.GetFileName(file.Path)}");
        FeedInstallation.Install(repository, UserCache.Packages, files);
    }
}
