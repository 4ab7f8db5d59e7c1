using PruneBuild.Eng.Packing;
using PruneBuild.Eng.Processes;

namespace PruneBuild.Eng.Commands;

/// <summary>Builds the sample app, which prunes its models, and runs it on a sentence and a picture:
/// its own, or those in the arguments.</summary>
internal sealed class DemoCommand : ICommand
{
    /// <inheritdoc />
    public string Name => "demo";

    /// <inheritdoc />
    public string Summary => "builds the sample app, pruning its models in that build, and runs it; arguments: a sentence, a picture";

    /// <inheritdoc />
    public int Run(Repository repository, string[] arguments)
    {
        PackCommand.BuildAndPack(repository);
        var environment = RestoreFolders.Environment(repository);
        Console.WriteLine("demo: building the sample app; this prunes its models, unless they are pruned already");
        DotNet.MustRun(
            repository, ["build", repository.SampleApp, "-c", "Release", "--nologo", "-v", "minimal"],
            "building the sample app", environment);
        return Tool.Run(
            "dotnet", ["run", "--project", repository.SampleApp, "-c", "Release", "--no-build", "--", .. arguments],
            repository.SampleApp, environment);
    }
}
