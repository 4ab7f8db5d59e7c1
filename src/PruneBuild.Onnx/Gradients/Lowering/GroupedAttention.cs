using PruneBuild.Onnx.Building;

namespace PruneBuild.Onnx.Gradients.Lowering;

/// <summary>The fused GroupQueryAttention of decoders: causal, several query heads to a key head, positions by rotation.</summary>
internal static class GroupedAttention
{
    /// <summary>Writes the parts. Inputs: query [B, S, N·D], key and value [B, S, K·D], past key and value (empty), lengths − 1, total length,
    /// cosines and sines [positions, D/2].</summary>
    /// <remarks>Only a first pass without past is written: it is what gradients are taken of. Padding stands behind, where causal attention
    /// does not look.</remarks>
    public static bool TakeApart(FusedNode node)
    {
        var (heads, shared) = (node.Int("num_heads", 1), node.Int("kv_num_heads", 1));
        if (node.Shape(0) is not { } query || node.Float("softcap", 0) != 0 || node.Int("local_window_size", -1) > 0
            || node.Int("smooth_softmax", 0) != 0 || node.Shape(3) is { } past && past.Count == 4 && past[2] != 0)
            return false;
        var packed = !node.Has(1);
        var width = packed ? query[2] / (heads + (2 * shared)) : query[2] / heads;
        var x = node.Input(0);
        var q = Split(packed ? x.Slice(2, 0, heads * width) : x, heads);
        var k = Split(packed ? x.Slice(2, heads * width, (heads + shared) * width) : node.Input(1), shared);
        var v = Split(packed ? x.Slice(2, (heads + shared) * width, long.MaxValue) : node.Input(2), shared);
        if (node.Int("do_rotary", 0) != 0)
        {
            if (!node.Has(7) || !node.Has(8))
                return false;
            (q, k) = (Rotated(node, q, width), Rotated(node, k, width));
        }

        node.Set(1, k);
        node.Set(2, v);
        // Queries of one group lie along an axis of their own, against which keys and values are broadcast.
        var grouped = q.Reshape(0, shared, heads / shared, -1, width);
        var scores = grouped.MatMul(k.Unsqueeze(2).Transpose(0, 1, 2, 4, 3)) * AttentionHeads.Scale(node, width);
        var attended = AttentionHeads.Weighted(scores + AttentionMasks.Causal(x.Size(1), x.Size(1), x, float.MinValue / 2), v.Unsqueeze(2));
        node.Set(0, AttentionHeads.Join(attended.Reshape(0, heads, -1, width), heads * width));
        return true;

        GraphValue Split(GraphValue value, long count) => AttentionHeads.Split(value, count, width);
    }

    private static GraphValue Rotated(FusedNode node, GraphValue value, long width)
    {
        var length = node.Input(0).Size(1);
        return Rotation.Of(value, Angles(node.Input(7)), Angles(node.Input(8)), width, node.Int("rotary_interleaved", 0) != 0);

        GraphValue Angles(GraphValue table) => table.Apply("Slice", [length.Integers(0), length, length.Integers(0)]);
    }
}
