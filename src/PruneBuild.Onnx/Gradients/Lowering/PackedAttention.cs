using PruneBuild.Onnx.Building;

namespace PruneBuild.Onnx.Gradients.Lowering;

/// <summary>The fused Attention of encoders and GPT-2: one weight for queries, keys and values.</summary>
internal static class PackedAttention
{
    /// <summary>Writes the parts. Inputs: x [B, S, I], weight [I, 3·N·D], bias, mask, past, attention bias.</summary>
    public static bool TakeApart(FusedNode node)
    {
        if (node.Has(4) || node.Makes(1) || node.Attribute("qkv_hidden_sizes") is not null || node.Int("do_rotary", 0) != 0
            || node.Shape(1) is not { } weight || Mask(node) is not { } masks)
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
        if (node.Int("unidirectional", 0) != 0)
            scores += Causal(x, node.Float("mask_filter_value", -10000));
        var attended = scores.Apply("Softmax", NodeWriter.Attribute("axis", -1)).MatMul(v);
        node.Set(0, attended.Transpose(0, 2, 1, 3).Reshape(0, 0, heads * width));
        return true;

        GraphValue Part(int part) => projected
            .Slice(2, part * heads * width, (part + 1) * heads * width)
            .Reshape(0, 0, heads, width).Transpose(0, 2, 1, 3);
    }

    /// <summary>What is added to the scores; null for a form of the mask that is not known.</summary>
    private static List<GraphValue>? Mask(FusedNode node)
    {
        var added = new List<GraphValue>();
        if (node.Has(5))
            added.Add(node.Input(5));
        if (!node.Has(3))
            return added;
        var x = node.Input(0);
        var filter = node.Float("mask_filter_value", -10000);
        switch (node.Shape(3)?.Count)
        {
            case 1 when node.Shape(3)![0] == node.Shape(0)![0]:
                // How many positions of each record count, from the left.
                var length = x.Size(1).Squeeze(0);
                var positions = length.Like(0).Apply("Range", [length, length.Like(1)]);
                var inside = positions.Compare("Less", node.Input(3).Cast(ElementType.Int64).Unsqueeze(1, 2, 3));
                added.Add(inside.Choose(x.Like(0), x.Like(filter)));
                return added;
            case 2:
                added.Add((1 - node.Input(3).Cast(x.Type).Unsqueeze(1, 2)) * filter);
                return added;
            case 3:
                added.Add((1 - node.Input(3).Cast(x.Type).Unsqueeze(1)) * filter);
                return added;
            default:
                return null;
        }
    }

    private static GraphValue Causal(GraphValue x, double filter)
    {
        var length = x.Size(1);
        return x.Filled(GraphValue.Concat(0, length, length), filter).Apply("Trilu", x.Integers(1).Squeeze(0), NodeWriter.Attribute("upper", 1));
    }
}
