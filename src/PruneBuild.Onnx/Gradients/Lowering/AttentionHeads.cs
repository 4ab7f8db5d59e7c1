using PruneBuild.Onnx.Building;

namespace PruneBuild.Onnx.Gradients.Lowering;

/// <summary>What all fused attentions do with their heads.</summary>
internal static class AttentionHeads
{
    /// <summary>[B, S, N·D] to [B, N, S, D].</summary>
    public static GraphValue Split(GraphValue value, long heads, long width) => value.Reshape(0, 0, heads, width).Transpose(0, 2, 1, 3);

    /// <summary>[B, N, S, D] to [B, S, N·D].</summary>
    public static GraphValue Join(GraphValue value, long features) => value.Transpose(0, 2, 1, 3).Reshape(0, 0, features);

    /// <summary>What scores are multiplied by: the attribute, or one over the root of the width.</summary>
    public static double Scale(FusedNode node, long width) =>
        node.Float("scale", 0) is var given && given != 0 ? given : 1 / Math.Sqrt(width);

    /// <summary>Attends; queries, keys and values [B, N, S, D].</summary>
    /// <param name="node">The attention.</param>
    /// <param name="q">Queries.</param>
    /// <param name="k">Keys.</param>
    /// <param name="v">Values.</param>
    /// <param name="width">Features of a query.</param>
    /// <param name="masks">What is added to the scores, in this order.</param>
    public static GraphValue Attend(FusedNode node, GraphValue q, GraphValue k, GraphValue v, long width, IEnumerable<GraphValue> masks) =>
        Weighted(masks.Aggregate(q.MatMul(k.Transpose(0, 1, 3, 2)) * Scale(node, width), (sum, mask) => sum + mask), v);

    /// <summary>The mean of the values that scores give.</summary>
    public static GraphValue Weighted(GraphValue scores, GraphValue values) =>
        scores.Apply("Softmax", NodeWriter.Attribute("axis", -1)).MatMul(values);
}
