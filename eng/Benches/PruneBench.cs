using PruneBuild.Eng.Commands;

namespace PruneBuild.Eng.Benches;

/// <summary>How long a whole pruning run takes, in plain passes of ONNX Runtime over the same calibration data.</summary>
internal sealed class PruneBench : IBench
{
    /// <inheritdoc />
    public string Name => "prune";

    /// <inheritdoc />
    public string Summary =>
        "a run of sst2-minilm at half of its FLOPs, end to end: at most 8 plain passes over the calibration data, below 1.5 GB";

    /// <inheritdoc />
    public bool Run(Repository repository, string[] arguments) =>
        new TableCommand().Run(repository, ["speed", "sst2-minilm", "{ method: osscar, remove: { flops: 50% } }", "8", "1.5"]) == 0;
}
