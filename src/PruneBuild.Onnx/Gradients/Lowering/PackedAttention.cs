using PruneBuild.Onnx.Building;

namespace PruneBuild.Onnx.Gradients.Lowering;

/// <summary>The fused Attention of encoders and GPT-2: one weight for queries, keys and values.</summary>
internal static class PackedAttention
{
    /// <summary>Writes the parts. Inputs: x [B, S, I], weight [I, 3·N·D], bias, mask, past, attention bias.</summary>
    public static bool TakeApart(FusedNode node)
    {
        if (node.Has(4) || node.Makes(1) || node.Attribute("qkv_hidden_sizes") is not null || node.Int("do_rotary", 0) != 0
            || node.Shape(1) is not { } weight || AttentionMasks.OfKeys(node, 3, node.Input(0)) is not { } masks)
            return false;
        var heads = node.Int("num_heads", 1);
        var width = weight[1] / 3 / heads;
        var x = node.Input(0);
        var projected = x.MatMul(node.Input(1));
        if (node.Has(2))
            projected += node.Input(2);
        var (q, k, v) = (Part(0), Part(1), Part(2));
        var scale = node.Float("scale", 0) is var given && given != 0 ? given : 1 / Math.Sqrt(width);
        var scores = q.MatMul(k.Transpose(0, 1, 3, 2)) * scale;
        foreach (var mask in masks)
            scores += mask;
        if (node.Has(5))
            scores += node.Input(5);
        if (node.Int("unidirectional", 0) != 0)
            scores += AttentionMasks.Causal(x.Size(1), x.Size(1), x, node.Float("mask_filter_value", -10000));
        var attended = scores.Apply("Softmax", NodeWriter.Attribute("axis", -1)).MatMul(v);
        node.Set(0, attended.Transpose(0, 2, 1, 3).Reshape(0, 0, heads * width));
        return true;

        GraphValue Part(int part) => projected
            .Slice(2, part * heads * width, (part + 1) * heads * width)
            .Reshape(0, 0, heads, width).Transpose(0, 2, 1, 3);
    }
}
