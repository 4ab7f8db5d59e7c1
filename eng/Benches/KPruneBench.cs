using PruneBuild.Eng.Commands;

namespace PruneBuild.Eng.Benches;

/// <summary>How long K-prune takes on the calibration data of its paper, in plain passes of ONNX Runtime over the same tokens.</summary>
internal sealed class KPruneBench : IBench
{
    /// <inheritdoc />
    public string Name => "kprune";

    /// <inheritdoc />
    public string Summary => "kprune of sst2-minilm at half of its FLOPs on 52,000 tokens, below 3 GB: at most 6 plain passes as shipped, "
        + "15 as published; phases one by one";

    /// <inheritdoc />
    public bool Run(Repository repository, string[] arguments) =>
        Speed(repository, "kprune", "6") & Speed(repository, "kprune, every step as published", "15");

    /// <param name="repository">The repository.</param>
    /// <param name="method">A row of the table that compares them.</param>
    /// <param name="passes">Plain passes at most.</param>
    private static bool Speed(Repository repository, string method, string passes)
    {
        Console.WriteLine($"  {method}");
        return new TableCommand().Run(repository, ["speed", "sst2-minilm-kprune", method, "{ flops: 50% }", passes, "3"]) == 0;
    }
}
