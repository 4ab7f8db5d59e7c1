using PruneBuild.Eng.Commands;

namespace PruneBuild.Eng.Benches;

/// <summary>How long K-prune takes on the calibration data of its paper, in plain passes of ONNX Runtime over the same tokens.</summary>
internal sealed class KPruneBench : IBench
{
    /// <inheritdoc />
    public string Name => "kprune";

    /// <inheritdoc />
    public string Summary => "kprune of sst2-minilm at half of its FLOPs on 52,000 tokens: at most 6 plain passes, below 3 GB; phases one by one";

    /// <inheritdoc />
    public bool Run(Repository repository, string[] arguments) =>
        new TableCommand().Run(repository, ["speed", "sst2-minilm-kprune", "{ method: kprune, remove: { flops: 50% } }", "6", "3"]) == 0;
}
