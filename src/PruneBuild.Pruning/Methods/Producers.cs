using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Methods;

/// <summary>Finds what a group's units are before their non-linearity.</summary>
public static class Producers
{
    private static readonly string[] carriers = ["Transpose", "Cast", "Identity", "DequantizeLinear"];
    private static readonly string[] makers = ["MatMul", "Gemm", "Conv", "ConvTranspose"];

    /// <summary>For each weight that makes the units, the value that its product and the constants behind it (bias,
    /// BatchNormalization) give.</summary>
    /// <param name="model">The model.</param>
    /// <param name="group">One of its groups.</param>
    public static IReadOnlyList<Producer> Of(OnnxModel model, PruneGroup group)
    {
        var index = new GraphIndex(model.Graph);
        return
        [
            .. group.Slices
                .Where(slice => !group.Consumers.Any(consumer => consumer.Reads(slice)))
                .Select(slice => (slice, Maker: Maker(index, slice)))
                .Where(pair => pair.Maker is not null)
                .DistinctBy(pair => pair.Maker!.Output[0])
                .Select(pair => new Producer(
                    pair.Maker!.Output[0], Follow(index, pair.Maker!.Output[0]),
                    pair.Maker!.OpType.StartsWith("Conv", StringComparison.Ordinal) ? 1 : -1, pair.slice.Pattern)),
        ];
    }

    /// <summary>The node that multiplies by a weight: the slice's reader, or the one that nodes carry the weight to.</summary>
    private static NodeProto? Maker(GraphIndex index, TensorSlice slice)
    {
        var (node, input) = (index.Producer(slice.Node), slice.Input);
        while (node is not null && input == 0 && carriers.Contains(node.OpType) && index.Uses(node.Output[0]) is [{ Node: { } next } use])
            (node, input) = (next, use.Input);
        return node is not null && input == 1 && makers.Contains(node.OpType) ? node : null;
    }

    private static string Follow(GraphIndex index, string value)
    {
        while (index.Uses(value) is [{ Node: { } reader, Input: >= 0 } use] && IsAffine(index, reader, use.Input))
            value = reader.Output[0];
        return value;
    }

    private static bool IsAffine(GraphIndex index, NodeProto node, int input) => node.OpType switch
    {
        "Identity" => true,
        "Add" => index.Constant(node.Input[1 - input]) is not null,
        "BatchNormalization" => input == 0,
        _ => false,
    };
}

/// <summary>Units as a weight makes them.</summary>
/// <param name="Node">First output of the node that multiplies by the weight.</param>
/// <param name="Value">The value before the non-linearity.</param>
/// <param name="Axis">Its axis of units; -1 for the last.</param>
/// <param name="Pattern">Where they lie on it.</param>
public sealed record Producer(string Node, string Value, int Axis, AxisPattern Pattern);
