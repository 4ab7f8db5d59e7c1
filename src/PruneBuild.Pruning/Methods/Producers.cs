using PruneBuild.Onnx;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Methods;

/// <summary>Finds what a group's units are before their non-linearity.</summary>
public static class Producers
{
    private static readonly string[] makers = ["MatMul", "Gemm", "Conv", "ConvTranspose"];

    /// <summary>For each weight that makes the units, the value that its product and the constants behind it (bias, BatchNormalization) give.</summary>
    /// <param name="model">The model.</param>
    /// <param name="group">One of its groups.</param>
    public static IReadOnlyList<Producer> Of(OnnxModel model, PruneGroup group)
    {
        var index = new GraphIndex(model.Graph);
        return
        [
            .. group.Slices
                .Where(slice => !group.Consumers.Any(consumer => consumer.Node == slice.Node && consumer.Weight == slice.Tensor))
                .Where(slice => slice.Input == 1 && index.Producer(slice.Node) is { } node && makers.Contains(node.OpType))
                .DistinctBy(slice => slice.Node)
                .Select(slice => new Producer(
                    Follow(index, slice.Node), index.Producer(slice.Node)!.OpType.StartsWith("Conv", StringComparison.Ordinal) ? 1 : -1, slice.Pattern)),
        ];
    }

    private static string Follow(GraphIndex index, string value)
    {
        while (index.Uses(value) is [{ Node: { } reader, Input: >= 0 } use] && IsAffine(index, reader, use.Input))
            value = reader.Output[0];
        return value;
    }

    private static bool IsAffine(GraphIndex index, Onnx.Proto.NodeProto node, int input) => node.OpType switch
    {
        "Identity" => true,
        "Add" => index.Constant(node.Input[1 - input]) is not null,
        "BatchNormalization" => input == 0,
        _ => false,
    };
}

/// <summary>Units as a weight makes them.</summary>
/// <param name="Value">The value before the non-linearity.</param>
/// <param name="Axis">Its axis of units; -1 for the last.</param>
/// <param name="Pattern">Where they lie on it.</param>
public sealed record Producer(string Value, int Axis, AxisPattern Pattern);
