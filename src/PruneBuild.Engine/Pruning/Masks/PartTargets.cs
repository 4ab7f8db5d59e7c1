using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Sparsity;
using PruneBuild.Pruning.Masks;

namespace PruneBuild.Engine.Pruning.Masks;

/// <summary>How many elements each matrix of a weight loses.</summary>
internal static class PartTargets
{
    /// <summary>A share of the layer is one count, rounded once: its parts, which are all of one size, lose as many elements or one more,
    /// evenly spread. Of 8 filters of 9 elements at 5 % each by itself would lose none.</summary>
    /// <param name="layout">The weight's matrices.</param>
    /// <param name="target">What it loses; a pattern, and a share of every output, hold in each part as they are.</param>
    /// <param name="scope">Among which scores are compared.</param>
    /// <param name="present">What earlier masks left, as it is stored; null for everything.</param>
    /// <returns>A target for each part.</returns>
    public static SparsityTarget[] Of(WeightLayout layout, SparsityTarget target, SelectionScope scope, bool[]? present = null)
    {
        var masks = present is null ? null : layout.Read(Array.ConvertAll(present, flag => flag ? 1f : 0f));
        return [.. Divided(layout, target, scope)
            .Select((part, i) => Placed(part) with { Present = masks is null ? null : MaskOf(masks[i]) })];

        SparsityTarget Placed(SparsityTarget part) => part is SparsityTarget.Pattern pattern ? pattern with { Run = layout.Run } : part;
    }

    private static WeightMask MaskOf(Matrix flags) =>
        WeightMask.FromRowMajor(flags.Rows, flags.Columns, Array.ConvertAll(flags.Values.ToArray(), flag => flag != 0));

    private static SparsityTarget[] Divided(WeightLayout layout, SparsityTarget target, SelectionScope scope)
    {
        if (layout.Parts == 1 || scope != SelectionScope.Layer || target is not SparsityTarget.Share share)
            return [.. Enumerable.Repeat(target, layout.Parts)];
        long count = share.RemovedOf(layout.Count);
        var size = (double)layout.Count / layout.Parts;
        return [.. Enumerable.Range(0, layout.Parts).Select(part => new SparsityTarget.Share((Through(part + 1) - Through(part)) / size))];

        long Through(int parts) => count * parts / layout.Parts;
    }
}
