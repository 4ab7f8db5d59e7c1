using PruneBuild.Eng.Processes;

namespace PruneBuild.Eng.Commands;

/// <summary>Feeds damaged copies of the models in <c>../shared</c> to the tool's way from reading to cutting.</summary>
internal sealed class FuzzCommand : ICommand
{
    /// <inheritdoc />
    public string Name => "fuzz";

    /// <inheritdoc />
    public string Summary => "damaged models and JPEG files: no crash, no hang, bounded memory; [--count 100000] [--seed 1] [folders]";

    /// <inheritdoc />
    public int Run(Repository repository, string[] arguments)
    {
        var shared = Path.Combine(repository.Root, "..", "shared");
        string[] folders = arguments.Any(Directory.Exists) ? [] : [Path.Combine(shared, "zoo"), Path.Combine(shared, "data")];
        if (folders.Any(folder => !Directory.Exists(folder)))
            throw new EngFailure($"there is no folder of models beside the checkout ('{shared}'): name one.");
        return DotNet.RunTestProgram(repository, "PruneBuild.Benchmarks", ["fuzz", .. arguments, .. folders]);
    }
}
