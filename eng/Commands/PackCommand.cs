using PruneBuild.Eng.Feed;
using PruneBuild.Eng.Packing;
using PruneBuild.Eng.Processes;

namespace PruneBuild.Eng.Commands;

/// <summary>Packs the tool and the build integration into the local feed.</summary>
internal sealed class PackCommand : ICommand
{
    /// <inheritdoc />
    public string Name => "pack";

    /// <inheritdoc />
    public string Summary =>
        "packs the tool and the MSBuild package into eng/feed; --release: with start-up compiled ahead for every system, not only this one";

    /// <inheritdoc />
    public int Run(Repository repository, string[] arguments)
    {
        foreach (var package in BuildAndPack(repository, arguments.Contains("--release") ? ReadyToRun.ReleaseSystems : null))
            Console.WriteLine($"pack: {package.Id} {package.Version} is in {Path.GetRelativePath(repository.Root, repository.Feed)}");
        return 0;
    }

    /// <summary>Brings the packages in the feed up to date with the sources.</summary>
    public static IReadOnlyList<PackageFile> BuildAndPack(Repository repository, IReadOnlyList<string>? systems = null)
    {
        FeedCommand.Fill(repository, OnnxRuntimePackages.Standard);
        foreach (var project in PackedProjects.Projects(repository))
            DotNet.Build(repository, project);
        return PackedProjects.PackBuilt(repository, systems);
    }
}
