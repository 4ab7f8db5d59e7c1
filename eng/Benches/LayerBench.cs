using PruneBuild.Eng.Processes;

namespace PruneBuild.Eng.Benches;

/// <summary>SparseGPT on single layers, in processor time.</summary>
internal sealed class LayerBench : IBench
{
    /// <inheritdoc />
    public string Name => "layers";

    /// <inheritdoc />
    public string Summary => "SparseGPT on 768×3072 and 1536×6144 within 1.5 and 9.2 s of processor time; numbers of features choose";

    /// <inheritdoc />
    public bool Run(Repository repository, string[] arguments) =>
        DotNet.RunTestProgram(repository, "PruneBuild.Benchmarks", ["layers", .. arguments]) == 0;
}
