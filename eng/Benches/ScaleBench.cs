using PruneBuild.Eng.Processes;

namespace PruneBuild.Eng.Benches;

/// <summary>Dimension inference over models of 1,000 to 64,000 nodes.</summary>
internal sealed class ScaleBench : IBench
{
    /// <inheritdoc />
    public string Name => "scale";

    /// <inheritdoc />
    public string Summary => "inference over 1k to 64k nodes; 48 layers of 20,000 nodes within 1 s of processor time and 300 MB";

    /// <inheritdoc />
    public bool Run(Repository repository, string[] arguments) =>
        DotNet.RunTestProgram(repository, "PruneBuild.Benchmarks", ["scale"]) == 0;
}
