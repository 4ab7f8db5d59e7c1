using PruneBuild.Onnx.Building;

namespace PruneBuild.Onnx.Gradients.Lowering;

/// <summary>The fused Attention of encoders and GPT-2: one weight for queries, keys and values.</summary>
internal static class PackedAttention
{
    /// <summary>Writes the parts. Inputs: x [B, S, I], weight [I, 3·N·D], bias, mask, past, attention bias.</summary>
    public static bool TakeApart(FusedNode node)
    {
        if (node.Has(4) || node.Makes(1) || node.Attribute("qkv_hidden_sizes") is not null || node.Int("do_rotary", 0) != 0
            || node.Shape(1) is not { } weight || AttentionMasks.OfOnnxRuntime(node, 3, node.Input(0), node.Input(0)) is not { } masks)
            return false;
        var heads = node.Int("num_heads", 1);
        var width = weight[1] / 3 / heads;
        var projected = node.Input(0).MatMul(node.Input(1));
        if (node.Has(2))
            projected += node.Input(2);
        var (q, k, v) = (Part(0), Part(1), Part(2));
        node.Set(0, AttentionHeads.Join(AttentionHeads.Attend(node, q, k, v, width, masks), heads * width));
        return true;

        GraphValue Part(int part) => AttentionHeads.Split(projected.Slice(2, part * heads * width, (part + 1) * heads * width), heads, width);
    }
}
