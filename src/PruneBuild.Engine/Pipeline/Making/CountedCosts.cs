using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Measuring.Statistics;
using PruneBuild.Engine.Pruning;
using PruneBuild.Onnx.Files;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Pipeline.Making;

/// <summary>What needs no run to be known: size, FLOPs and parameters of both models.</summary>
internal static class CountedCosts
{
    private static readonly Dictionary<string, int> Nothing = [];

    /// <summary>The measurements.</summary>
    /// <param name="pruned">What was pruned; the first step knows what the original costs.</param>
    /// <param name="after">What is left.</param>
    /// <param name="original">The original's files.</param>
    /// <param name="written">The pruned model's files.</param>
    /// <param name="compressed">True to compress them: where masks left zeros, or a gate asks.</param>
    public static IEnumerable<Measurement> Of(
        PrunedModel pruned, CostModel after, IReadOnlyList<string> original, IReadOnlyList<string> written, bool compressed)
    {
        var before = pruned.Steps[0].OriginalCost ?? pruned.Steps[0].Structure.Cost;
        yield return Counted(MetricCatalog.Size, Size(original), Size(written));
        if (compressed)
            yield return Compressed(original, written);
        yield return Counted(MetricCatalog.Flops, 2 * before.Macs(Nothing), 2 * after.Macs(Nothing));
        yield return Counted(MetricCatalog.Parameters, before.Parameters(Nothing), after.Parameters(Nothing));
    }

    /// <summary>True when a gate asks for what was not measured when the model was pruned:
    /// gates may come later, and nothing is pruned again for them.</summary>
    public static bool LackCompressed(ModelEntry entry, IEnumerable<Measurement> measured) =>
        IsCompressedGated(entry) && measured.All(one => one.Metric != MetricCatalog.CompressedSize.Name);

    /// <summary>True when a gate asks for the size after compression.</summary>
    public static bool IsCompressedGated(ModelEntry entry) => entry.Gates.Any(gate => gate.Metric == MetricCatalog.CompressedSize.Name);

    /// <summary>The size of both models after compression.</summary>
    public static Measurement Compressed(IReadOnlyList<string> original, IReadOnlyList<string> written) =>
        Counted(MetricCatalog.CompressedSize, CompressedSize.Of(original), CompressedSize.Of(written));

    private static long Size(IEnumerable<string> files) => files.Sum(FileLength.Of);

    private static Measurement Counted(Metric metric, double original, double pruned) =>
        new(metric.Name, Estimate.Exact(Math.Round(original)), Estimate.Exact(Math.Round(pruned)));
}
