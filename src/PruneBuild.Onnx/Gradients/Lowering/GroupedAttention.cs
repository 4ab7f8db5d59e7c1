using PruneBuild.Onnx.Building;

namespace PruneBuild.Onnx.Gradients.Lowering;

/// <summary>The fused GroupQueryAttention of decoders: causal, several query heads to a key head, positions by rotation.</summary>
internal static class GroupedAttention
{
    /// <summary>Writes the parts. Inputs: query [B, S, N·D], key and value [B, S, K·D], past key and value (empty), lengths − 1, total
    /// length, cosines and sines [positions, R/2], positions [B, S], what is added to the scores [B or 1, N or 1, S, S], and scores of
    /// the heads' sinks [N].</summary>
    /// <remarks>Only a first pass without past is written: it is what gradients are taken of. Padding stands behind, where causal attention
    /// does not look.</remarks>
    public static bool TakeApart(FusedNode node)
    {
        var (heads, shared) = (node.Int("num_heads", 1), node.Int("kv_num_heads", 1));
        if (node.Shape(0) is not { } query
            || node.HasAny(from: 12)
            || node.Makes(3)
            || node.Float("softcap", 0) != 0
            || node.Int("local_window_size", -1) > 0
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
            if (node.Shape(7) is not { } table || !node.Has(8))
                return false;
            (q, k) = (Rotated(node, q, 2 * table[^1], width), Rotated(node, k, 2 * table[^1], width));
        }

        node.Set(1, k);
        node.Set(2, v);
        // Queries of one group lie along an axis of their own, against which keys and values are broadcast.
        var grouped = q.Reshape(0, shared, heads / shared, -1, width);
        var scores = grouped.MatMul(k.Unsqueeze(2).Transpose(0, 1, 2, 4, 3)) * AttentionHeads.Scale(node, width);
        if (node.Has(10))
            scores += Grouped(node.Input(10), heads, shared, node.Shape(10));
        scores += AttentionMasks.Causal(x.Size(1), x.Size(1), x, float.MinValue / 2);
        var attended = node.Has(11)
            ? WithSinks(scores, node.Input(11).Reshape(1, shared, heads / shared, 1, 1)).MatMul(v.Unsqueeze(2))
            : AttentionHeads.Weighted(scores, v.Unsqueeze(2));
        node.Set(0, AttentionHeads.Join(attended.Reshape(0, heads, -1, width), heads * width));
        return true;

        GraphValue Split(GraphValue value, long count) => AttentionHeads.Split(value, count, width);
    }

    private static GraphValue Rotated(FusedNode node, GraphValue value, long turned, long width)
    {
        // In a first pass ONNX Runtime reads the position of the first record's first token, and counts on from there.
        var length = node.Input(0).Size(1);
        var first = node.Has(9) ? node.Input(9).Reshape(-1).Slice(0, 0, 1) : length.Integers(0);
        return Rotation.OfFirst(value, Angles(node.Input(7)), Angles(node.Input(8)), turned, width, node.Int("rotary_interleaved", 0) != 0);

        GraphValue Angles(GraphValue table) => table.Apply("Slice", [first, first + length, length.Integers(0)]);
    }

    // [B, N, S, L] to [B, K, N/K, S, L], or ones in place of K and N/K.
    private static GraphValue Grouped(GraphValue bias, long heads, long shared, ValueList<long>? shape) => shape is [_, 1, ..] || heads == 1
        ? bias.Unsqueeze(2)
        : bias.Reshape(GraphValue.Concat(0, bias.Size(0), bias.Integers(shared, heads / shared), bias.Shape().Slice(0, 2, long.MaxValue)));

    // A sink takes part in the softmax as one more key, that has no value.
    private static GraphValue WithSinks(GraphValue scores, GraphValue sinks)
    {
        var column = sinks.Expand(GraphValue.Concat(0, scores.Shape().Slice(0, 0, 4), scores.Integers(1)));
        return GraphValue.Concat(4, column, scores).Apply("Softmax", NodeWriter.Attribute("axis", -1)).Slice(4, 1, long.MaxValue);
    }
}
