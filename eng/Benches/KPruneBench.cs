using PruneBuild.Eng.Commands;

namespace PruneBuild.Eng.Benches;

/// <summary>How long K-prune takes on the calibration data of its paper, in plain passes of ONNX Runtime over the same tokens.</summary>
internal sealed class KPruneBench : IBench
{
    private const string Published =
        "method: kprune, criterion: { kind: kprune, predictive: kl-gradient, representational-weight: 2.5e-4, score-share: 1, score-every: 1 }";

    /// <inheritdoc />
    public string Name => "kprune";

    /// <inheritdoc />
    public string Summary => "kprune of sst2-minilm at half of its FLOPs on 52,000 tokens, below 3 GB: at most 6 plain passes as shipped, 15 as published; phases one by one";

    /// <inheritdoc />
    public bool Run(Repository repository, string[] arguments) =>
        Speed(repository, "{ method: kprune, remove: { flops: 50% } }", "6") & Speed(repository, $"{{ {Published}, remove: {{ flops: 50% }} }}", "15");

    private static bool Speed(Repository repository, string prune, string passes)
    {
        Console.WriteLine($"  {prune}");
        return new TableCommand().Run(repository, ["speed", "sst2-minilm-kprune", prune, passes, "3"]) == 0;
    }
}
