using PruneBuild.Eng.Processes;

namespace PruneBuild.Eng.Commands;

/// <summary>Compares gradients with recorded ones over the models in <c>../shared</c>.</summary>
internal sealed class GradientsCommand : ICommand
{
    /// <inheritdoc />
    public string Name => "gradients";

    /// <inheritdoc />
    public string Summary => "gradients of the model zoo against recorded ones, into docs/gradients.md; [--filter name] [--again]";

    /// <inheritdoc />
    public int Run(Repository repository, string[] arguments) => DotNet.RunTestProgram(repository, "PruneBuild.GradientScores", arguments);
}
