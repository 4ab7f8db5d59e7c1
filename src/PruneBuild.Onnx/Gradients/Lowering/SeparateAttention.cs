using PruneBuild.Onnx.Building;

namespace PruneBuild.Onnx.Gradients.Lowering;

/// <summary>The fused attentions of queries, keys and values that come by themselves: the standard one of opset 23, and ONNX Runtime's
/// MultiHeadAttention.</summary>
/// <remarks>Only a first pass without past is written: it is what gradients are taken of.</remarks>
internal static class SeparateAttention
{
    /// <summary>Writes the parts of the standard one. Inputs: Q, K, V [B, N, S, D] or [B, S, N·D], mask, past.</summary>
    public static bool TakeApart(FusedNode node)
    {
        if (node.Shape(0) is not { } query
            || node.Shape(1) is not { } key
            || node.Shape(2) is not { } value
            || HasPast(node, 4)
            || HasPast(node, 5)
            || node.Has(6) || node.Float("softcap", 0) != 0 || node.Makes(3))
            return false;
        var flat = query.Count == 3;
        var (heads, shared) = flat ? (node.Int("q_num_heads", 0), node.Int("kv_num_heads", 0)) : (query[1], key[1]);
        if (heads == 0 || shared == 0 || heads % shared != 0)
            return false;
        var (width, valueWidth) = flat ? (query[2] / heads, value[2] / shared) : (query[3], value[3]);
        var (q, k, v) = flat
            ? (AttentionHeads.Split(node.Input(0), heads, width), AttentionHeads.Split(node.Input(1), shared, width),
                AttentionHeads.Split(node.Input(2), shared, valueWidth))
            : (node.Input(0), node.Input(1), node.Input(2));
        node.Set(1, k);
        node.Set(2, v);
        var masks = new List<GraphValue>();
        if (node.Has(3))
            masks.Add(
                node.Input(3) is { Type: ElementType.Bool } seen ? seen.Choose(q.Like(0), q.Like(float.MinValue / 2)) : node.Input(3));
        if (node.Int("is_causal", 0) != 0)
            masks.Add(AttentionMasks.Causal(q.Size(2), k.Size(2), q, float.MinValue / 2));
        var attended = AttentionHeads.Attend(
            node, q, Repeated(k, heads, shared, width), Repeated(v, heads, shared, valueWidth), width, masks);
        node.Set(0, flat ? AttentionHeads.Join(attended, heads * valueWidth) : attended);
        return true;
    }

    /// <summary>Writes the parts of ONNX Runtime's. Inputs: query, key, value [B, S, N·D], bias, mask of the keys, attention bias,
    /// past.</summary>
    public static bool TakeApartOfOnnxRuntime(FusedNode node)
    {
        if (node.Shape(0) is not { Count: 3 } query || node.Shape(1) is not { Count: 3 } || node.Shape(2) is not { Count: 3 } value
            || node.HasAny(from: 6)
            || node.Makes(3)
            || node.Int("unidirectional", 0) != 0 && node.Shape(1)![1] != query[1]
            || node.Int("num_heads", 0) is not (> 0 and var heads))
            return false;
        var (q, k, v) = (node.Input(0), node.Input(1), node.Input(2));
        if (node.Has(3))
        {
            var bias = node.Input(3);
            (q, k, v) =
                (q + bias.Slice(0, 0, query[2]), k + bias.Slice(0, query[2], 2 * query[2]), v + bias.Slice(0, 2 * query[2], long.MaxValue));
        }

        if (AttentionMasks.OfOnnxRuntime(node, 4, q, k) is not { } masks)
            return false;
        var width = query[2] / heads;
        var (keys, values) = (AttentionHeads.Split(k, heads, width), AttentionHeads.Split(v, heads, value[2] / heads));
        node.Set(1, keys);
        node.Set(2, values);
        node.Set(0, AttentionHeads.Join(
            AttentionHeads.Attend(node, AttentionHeads.Split(q, heads, width), keys, values, width, masks), value[2]));
        return true;
    }

    private static bool HasPast(FusedNode node, int input) => node.Has(input) && node.Shape(input) is not { Count: 4, Span: [_, _, 0, _] };

    /// <summary>A head of keys for each of queries.</summary>
    private static GraphValue Repeated(GraphValue value, long heads, long shared, long width) => heads == shared
        ? value
        : value.Unsqueeze(2).Expand(value.Integers(1, 1, heads / shared, 1, 1)).Reshape(0, heads, -1, width);
}
