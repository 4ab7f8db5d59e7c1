using PruneBuild.Onnx.Building;

namespace PruneBuild.Onnx.Gradients.Lowering;

/// <summary>The fused Attention of encoders and GPT-2: one weight for queries, keys and values.</summary>
internal static class PackedAttention
{
    /// <summary>Writes the parts. Inputs: x [B, S, I], weight [I, 3·N·D], bias, mask, past, attention bias.</summary>
    public static bool TakeApart(FusedNode node)
    {
        if (node.Has(4) || !IsPlain(node) || AttentionMasks.OfOnnxRuntime(node, 3, node.Input(0), node.Input(0)) is not { } masks)
            return false;
        Write(node, node.Input(0).MatMul(node.Input(1)), bias: 2, masks);
        return true;
    }

    /// <summary>Writes the parts of QAttention. Inputs: x and weight as integers, bias, their two scales, mask, their two zero points,
    /// past.</summary>
    public static bool TakeApartQuantized(FusedNode node)
    {
        if (node.Has(8) || !IsPlain(node))
            return false;
        var x = Dequantized(node, 0, 3, 6);
        if (AttentionMasks.OfOnnxRuntime(node, 5, x, x, bias: null) is not { } masks)
            return false;
        Write(node, x.MatMul(Dequantized(node, 1, 4, 7)), bias: 2, masks);
        return true;
    }

    private static bool IsPlain(FusedNode node) =>
        !node.Makes(1) && node.Attribute("qkv_hidden_sizes") is null && node.Int("do_rotary", 0) == 0 && node.Shape(1) is not null;

    // The scale is one number, or one for each column.
    private static GraphValue Dequantized(FusedNode node, int value, int scale, int zero) => node.Input(value).Apply(
        "DequantizeLinear", node.Has(zero) ? [node.Input(scale), node.Input(zero)] : [node.Input(scale)],
        NodeWriter.Attribute("axis", 1)) with
    {
        Type = ElementType.Float,
    };

    private static void Write(FusedNode node, GraphValue projected, int bias, GraphValue[] masks)
    {
        var heads = node.Int("num_heads", 1);
        var width = node.Shape(1)![1] / 3 / heads;
        if (node.Has(bias))
            projected += node.Input(bias);
        var (q, k, v) = (Part(0), Part(1), Part(2));
        node.Set(0, AttentionHeads.Join(AttentionHeads.Attend(node, q, k, v, width, masks), heads * width));

        GraphValue Part(int part) =>
            AttentionHeads.Split(projected.Slice(2, part * heads * width, (part + 1) * heads * width), heads, width);
    }
}
