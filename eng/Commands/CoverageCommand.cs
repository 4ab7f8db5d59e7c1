using PruneBuild.Eng.Processes;

namespace PruneBuild.Eng.Commands;

/// <summary>Scores dimension inference over the models in <c>../shared</c>.</summary>
internal sealed class CoverageCommand : ICommand
{
    /// <inheritdoc />
    public string Name => "coverage";

    /// <inheritdoc />
    public string Summary => "structures found and cuts proven over the model zoo, into docs/coverage.md; "
        + "[--filter name] [--jobs n] [--quick | --list | --operators | --random n]";

    /// <inheritdoc />
    public int Run(Repository repository, string[] arguments) => DotNet.RunTestProgram(repository, "PruneBuild.Coverage", arguments);
}
