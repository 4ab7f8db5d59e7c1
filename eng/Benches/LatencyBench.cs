using PruneBuild.Eng.Commands;

namespace PruneBuild.Eng.Benches;

/// <summary>How much faster a pruned encoder runs on ONNX Runtime.</summary>
internal sealed class LatencyBench : IBench
{
    /// <inheritdoc />
    public string Name => "latency";

    /// <inheritdoc />
    public string Summary =>
        "sst2-minilm pruned by kprune, two threads, four shapes: at least 1.9 times as fast at 50 % of FLOPs removed, 3.9 at 80 %";

    /// <inheritdoc />
    public bool Run(Repository repository, string[] arguments) =>
        new TableCommand().Run(repository, ["latency", "sst2-minilm-masks", "method: kprune"]) == 0;
}
