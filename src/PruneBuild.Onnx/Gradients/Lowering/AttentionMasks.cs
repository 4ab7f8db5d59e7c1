using PruneBuild.Onnx.Building;

namespace PruneBuild.Onnx.Gradients.Lowering;

/// <summary>What fused attentions add to their scores [B, N, S, L] so that positions are not seen.</summary>
internal static class AttentionMasks
{
    /// <summary>What ONNX Runtime's attentions add: a mask of the keys, their sixth input,
    /// and what hides the future where they are unidirectional.</summary>
    /// <param name="node">The attention.</param>
    /// <param name="mask">Which input masks the keys: lengths [B], or ones and zeros [B, L] or [B, S, L]; it may be missing.</param>
    /// <param name="queries">Queries [B, S, …].</param>
    /// <param name="keys">Keys [B, L, …].</param>
    /// <param name="bias">Which input is added to the scores as it is; it may be missing.
    /// Null where the operator has no such input.</param>
    /// <returns>What is added; empty for nothing, null for a form that is not known.</returns>
    public static GraphValue[]? OfOnnxRuntime(FusedNode node, int mask, GraphValue queries, GraphValue keys, int? bias = 5)
    {
        if (OfKeys(node, mask, keys) is not { } hidden)
            return null;
        GraphValue[] added = bias is { } input && node.Has(input) ? [node.Input(input)] : [];
        GraphValue[] future = node.Int("unidirectional", 0) != 0
            ? [Causal(queries.Size(1), keys.Size(1), queries, float.MinValue / 2)]
            : [];
        return [.. hidden, .. added, .. future];
    }

    /// <summary>Hides the positions behind each query's own.</summary>
    /// <param name="queries">How many there are.</param>
    /// <param name="keys">How many there are.</param>
    /// <param name="like">A value of the scores' type.</param>
    /// <param name="filter">What is added.</param>
    public static GraphValue Causal(GraphValue queries, GraphValue keys, GraphValue like, double filter) =>
        like.Filled(GraphValue.Concat(0, queries, keys), filter)
            .Apply("Trilu", like.Integers(1).Squeeze(0), NodeWriter.Attribute("upper", 1));

    private static GraphValue[]? OfKeys(FusedNode node, int mask, GraphValue keys)
    {
        if (!node.Has(mask))
            return [];
        var filter = node.Float("mask_filter_value", -10000);
        switch (node.Shape(mask)?.Count)
        {
            case 1 when node.Shape(mask)![0] == node.Shape(0)![0]:
                // How many positions of each record count, from the left.
                var length = keys.Size(1).Squeeze(0);
                var positions = length.Like(0).Apply("Range", [length, length.Like(1)]);
                var inside = positions.Compare("Less", node.Input(mask).Cast(ElementType.Int64).Unsqueeze(1, 2, 3));
                return [inside.Choose(keys.Like(0), keys.Like(filter))];
            case 2:
                return [(1 - node.Input(mask).Cast(keys.Type).Unsqueeze(1, 2)) * filter];
            case 3:
                return [(1 - node.Input(mask).Cast(keys.Type).Unsqueeze(1)) * filter];
            default:
                return null;
        }
    }
}
