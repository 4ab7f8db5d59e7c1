using PruneBuild.Pruning.Masks;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Engine.Pruning.Masks;

/// <summary>What of the features that enter a node meets one of its weight's matrices.</summary>
internal static class PartFeatures
{
    /// <summary>The moments of a part's features, in the order of its matrix.</summary>
    public static Moments Of(MaskableWeight weight, Moments all, int part)
    {
        var layout = weight.Layout;
        if (weight.PartStride == 0 && layout.Window == 1)
            return all;
        int[] order = [.. (layout.Window == 1 ? Enumerable.Range(0, layout.Features) : layout.StoredOrder())
            .Select(i => i + (part * weight.PartStride))];
        return all with
        {
            Sums = Array.ConvertAll(order, i => all.Sums[i]),
            SquareSums = Array.ConvertAll(order, i => all.SquareSums[i]),
            Gram = all.Gram?.PrincipalSubmatrix(order),
            Cross = all.Cross?.Submatrix(order, [.. Outputs(layout, part)]),
            TargetSums = all.TargetSums is { } sums ? [.. Outputs(layout, part).Select(output => sums[output])] : null,
        };
    }

    private static IEnumerable<int> Outputs(WeightLayout layout, int part) => Enumerable.Range(part * layout.Outputs, layout.Outputs);
}
