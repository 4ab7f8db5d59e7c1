using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Measuring.Statistics;
using PruneBuild.Engine.Pruning;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Pipeline;

/// <summary>What needs no run to be known: size, FLOPs and parameters of both models.</summary>
internal static class CountedCosts
{
    private static readonly Dictionary<string, int> Nothing = [];

    /// <summary>The measurements.</summary>
    /// <param name="pruned">The first step knows what the original costs, the last what is left.</param>
    /// <param name="originalBytes">Size of the original's files.</param>
    /// <param name="prunedBytes">Size of the pruned model's files.</param>
    public static IEnumerable<Measurement> Of(PrunedModel pruned, long originalBytes, long prunedBytes)
    {
        CostModel before = pruned.Steps[0].Structure.Cost, after = pruned.Steps[^1].Structure.Cost;
        var kept = pruned.Steps[^1].Plan.KeptCounts();
        yield return Counted("size", originalBytes, prunedBytes);
        yield return Counted("flops", 2 * before.Macs(Nothing), 2 * after.Macs(kept));
        yield return Counted("parameters", before.Parameters(Nothing), after.Parameters(kept));
    }

    private static Measurement Counted(string metric, double original, double pruned) =>
        new(metric, Estimate.Exact(Math.Round(original)), Estimate.Exact(Math.Round(pruned)));
}
