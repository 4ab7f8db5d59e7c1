using PruneBuild.Onnx.Building;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Gradients.Lowering;

/// <summary>Operators that stand for several, and how to take them apart.</summary>
internal static class FusedOperators
{
    private static readonly Dictionary<string, Func<FusedNode, bool>> all = new()
    {
        ["com.microsoft:SkipLayerNormalization"] = SkipLayerNormalization,
        ["com.microsoft:SkipSimplifiedLayerNormalization"] = SkipSimplifiedLayerNormalization,
        ["com.microsoft:EmbedLayerNormalization"] = EmbedLayerNormalization,
        ["com.microsoft:FusedConv"] = FusedConvolution,
        ["com.microsoft:Attention"] = PackedAttention.TakeApart,
        ["com.microsoft:QAttention"] = PackedAttention.TakeApartQuantized,
        ["com.microsoft:GroupQueryAttention"] = GroupedAttention.TakeApart,
        ["com.microsoft:MultiHeadAttention"] = SeparateAttention.TakeApartOfOnnxRuntime,
        ["com.microsoft:RotaryEmbedding"] = Rotation.TakeApartOfOnnxRuntime,
        [":GroupNormalization"] = GroupNormalization,
        [":Attention"] = SeparateAttention.TakeApart,
        [":RotaryEmbedding"] = Rotation.TakeApart,
        ["com.microsoft:MatMulNBits"] = BlockQuantization.TakeApart,
    };

    /// <summary>What takes a node apart; null when it is not fused. False from it: the node has a form that it does not know.</summary>
    public static Func<FusedNode, bool>? Find(NodeProto node) => all.GetValueOrDefault($"{node.Domain}:{node.OpType}");

    private static bool SkipLayerNormalization(FusedNode node)
    {
        var sum = node.Input(0) + node.Input(1);
        if (node.Has(4))
            sum += node.Input(4);
        GraphValue[] scales = node.Has(3) ? [node.Input(2), node.Input(3)] : [node.Input(2)];
        node.Set(0, sum.Apply("LayerNormalization", scales, Epsilon(node, 1e-12)));
        node.Set(3, sum);
        return true;
    }

    private static bool SkipSimplifiedLayerNormalization(FusedNode node)
    {
        var sum = node.Input(0) + node.Input(1);
        if (node.Has(3))
            sum += node.Input(3);
        var scale = ((sum * sum).Mean(-1) + node.Float("epsilon", 1e-12)).Apply("Sqrt");
        node.Set(0, sum / scale * node.Input(2));
        node.Set(3, sum);
        return true;
    }

    private static bool EmbedLayerNormalization(FusedNode node)
    {
        var words = node.Input(2).Apply("Gather", node.Input(0));
        var positions = node.Has(8)
            ? node.Input(8)
            : node.Input(0).Size(1).Squeeze(0) is var length ? length.Like(0).Apply("Range", [length, length.Like(1)]) : words;
        var sum = words + node.Input(3).Apply("Gather", positions);
        if (node.Has(1))
            sum += node.Input(4).Apply("Gather", node.Input(1));
        node.Set(0, sum.Apply("LayerNormalization", [node.Input(5), node.Input(6)], Epsilon(node, 1e-12)));
        if (node.Makes(1))
            node.Set(1, node.Has(7)
                ? node.Input(7).Sum([1], keepAxes: false)
                : node.Input(0).Cast(ElementType.Int32).Zeros(node.Input(0).Size(0)));
        node.Set(2, sum);
        return true;
    }

    // x [N, C, …]: mean and variance over each group's channels and places; scales for each group before opset 21, for each channel since.
    private static bool GroupNormalization(FusedNode node)
    {
        if (node.Shape(0) is not { Count: > 2 } shape)
            return false;
        var groups = node.Int("num_groups", 1);
        var grouped = node.Input(0).Reshape(0, groups, -1);
        var centred = grouped - grouped.Mean(2);
        var normalized = centred / ((centred * centred).Mean(2) + node.Float("epsilon", 1e-5)).Apply("Sqrt");
        if (node.Writer.Opset < 21)
        {
            node.Set(0, (normalized * node.Input(1).Reshape(-1, 1) + node.Input(2).Reshape(-1, 1)).Reshape(node.Input(0).Shape()));
            return true;
        }

        long[] channels = [-1, .. Enumerable.Repeat(1L, shape.Count - 2)];
        node.Set(0, normalized.Reshape(node.Input(0).Shape()) * node.Input(1).Reshape(channels) + node.Input(2).Reshape(channels));
        return true;
    }

    private static AttributeProto Epsilon(FusedNode node, double otherwise) =>
        NodeWriter.Attribute("epsilon", (float)node.Float("epsilon", otherwise));

    private static bool FusedConvolution(FusedNode node)
    {
        string[] own = ["activation", "activation_params"];
        var parameters = node.Attribute("activation_params")?.Floats.ToArray() ?? [];
        GraphValue[] others = node.Has(2) ? [node.Input(1), node.Input(2)] : [node.Input(1)];
        var result = node.Input(0).Apply("Conv", others, [.. node.Node.Attribute.Where(attribute => !own.Contains(attribute.Name))]);
        if (node.Has(3))
            result += node.Input(3);
        switch (node.Text("activation", ""))
        {
            case "":
                break;
            case "Relu" or "Tanh" or "Sigmoid":
                result = result.Apply(node.Text("activation", ""));
                break;
            case "LeakyRelu":
                result = result.Apply("LeakyRelu", NodeWriter.Attribute("alpha", parameters[0]));
                break;
            case "HardSigmoid":
                result = result.Apply(
                    "HardSigmoid", NodeWriter.Attribute("alpha", parameters[0]), NodeWriter.Attribute("beta", parameters[1]));
                break;
            case "Clip":
                result = result.Apply("Clip", [result.Like(parameters[0]), result.Like(parameters[1])]);
                break;
            default:
                return false;
        }

        node.Set(0, result);
        return true;
    }
}
