using PruneBuild.Eng.Processes;

namespace PruneBuild.Eng.Benches;

/// <summary>What gradients cost, in units of the plain model's pass over the same batch.</summary>
internal sealed class GradientBench : IBench
{
    /// <inheritdoc />
    public string Name => "gradients";

    /// <inheritdoc />
    public string Summary => "sst2-minilm forward and backward: masks at most 2.0, all weights at most 3.2 times forward, "
        + "with values made again 4.2; peak memory";

    /// <inheritdoc />
    public bool Run(Repository repository, string[] arguments) =>
        DotNet.RunTestProgram(repository, "PruneBuild.GradientScores", ["--cost"]) == 0;
}
