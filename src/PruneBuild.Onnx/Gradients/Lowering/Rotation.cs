using PruneBuild.Onnx.Building;

namespace PruneBuild.Onnx.Gradients.Lowering;

/// <summary>Positions by rotation: pairs of features are turned by their position's angle.</summary>
internal static class Rotation
{
    /// <summary>Turns the pairs: halves of the features, or neighbours when interleaved.</summary>
    /// <param name="value">[B, N, S, width].</param>
    /// <param name="cosines">Broadcast to [B, N, S, width / 2].</param>
    /// <param name="sines">The same.</param>
    /// <param name="width">An even number.</param>
    /// <param name="interleaved">True for neighbours.</param>
    public static GraphValue Of(GraphValue value, GraphValue cosines, GraphValue sines, long width, bool interleaved)
    {
        if (interleaved)
        {
            var pairs = value.Reshape(0, 0, 0, -1, 2);
            var (even, odd) = (pairs.Slice(4, 0, 1).Squeeze(4), pairs.Slice(4, 1, 2).Squeeze(4));
            var turned = GraphValue.Concat(4, (even * cosines - odd * sines).Unsqueeze(4), (odd * cosines + even * sines).Unsqueeze(4));
            return turned.Reshape(0, 0, 0, width);
        }

        var (first, second) = (value.Slice(3, 0, width / 2), value.Slice(3, width / 2, long.MaxValue));
        return GraphValue.Concat(3, first * cosines - second * sines, second * cosines + first * sines);
    }

    /// <summary>Turns the pairs of the first features and leaves the others.</summary>
    /// <param name="value">[B, N, S, width].</param>
    /// <param name="cosines">Broadcast to [B, N, S, turned / 2].</param>
    /// <param name="sines">The same.</param>
    /// <param name="turned">How many features are turned, an even number.</param>
    /// <param name="width">How many there are.</param>
    /// <param name="interleaved">True for neighbours.</param>
    public static GraphValue OfFirst(GraphValue value, GraphValue cosines, GraphValue sines, long turned, long width, bool interleaved) =>
        turned == width
            ? Of(value, cosines, sines, width, interleaved)
            : GraphValue.Concat(
                3, Of(value.Slice(3, 0, turned), cosines, sines, turned, interleaved), value.Slice(3, turned, long.MaxValue));

    /// <summary>The standard RotaryEmbedding. Inputs: x [B, N, S, D] or [B, S, N·D]; cosines and sines, [positions, R/2] with the positions
    /// [B, S] as the fourth input, else [B, S, R/2].</summary>
    public static bool TakeApart(FusedNode node) =>
        node.Has(3)
            ? node.Shape(3) is { Count: 2 } && TakeApart(node, Looked(node, 1, 3), Looked(node, 2, 3), node.Shape(1)?[^1])
            : TakeApart(node, node.Input(1), node.Input(2), node.Shape(1)?[^1]);

    /// <summary>ONNX Runtime's. Inputs: x, positions [B, S], cosines and sines [positions, R/2].</summary>
    public static bool TakeApartOfOnnxRuntime(FusedNode node) =>
        node.Shape(1) is { Count: 2 } && node.Int("is_packed_batching", 0) == 0 && node.Float("scale", 1) == 1
            && TakeApart(node, Looked(node, 2, 1), Looked(node, 3, 1), node.Shape(2)?[^1]);

    private static GraphValue Looked(FusedNode node, int table, int positions) => node.Input(table).Apply("Gather", node.Input(positions));

    private static bool TakeApart(FusedNode node, GraphValue cosines, GraphValue sines, long? half)
    {
        if (node.Shape(0) is not { } shape || half is not { } pairs)
            return false;
        var (flat, turned) = (shape.Count == 3, 2 * pairs);
        var heads = node.Int("num_heads", 0);
        if (flat && heads == 0 && node.Int("rotary_embedding_dim", 0) == 0)
            heads = shape[2] / turned;
        if (flat && heads == 0)
            return false;
        var width = flat ? shape[2] / heads : shape[3];
        var x = flat ? AttentionHeads.Split(node.Input(0), heads, width) : node.Input(0);
        var whole = OfFirst(x, cosines.Unsqueeze(1), sines.Unsqueeze(1), turned, width, node.Int("interleaved", 0) != 0);
        node.Set(0, flat ? AttentionHeads.Join(whole, heads * width) : whole);
        return true;
    }
}
