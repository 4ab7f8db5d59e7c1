using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Pruning.Masks;

/// <summary>Every node that multiplies data by weights, or looks rows of them up: whether masks know the weights or not.</summary>
/// <remarks>Weights are what no input of the model decides: constants, and what is computed from constants alone.</remarks>
internal static class WeightedNodes
{
    private static readonly HashSet<string> Products =
    [
        "MatMul", "FusedMatMul", "Gemm", "FusedGemm", "Conv", "FusedConv", "NhwcConv", "ConvTranspose", "Einsum",
        "Attention", "LSTM", "GRU", "RNN", "Gather", "MatMulInteger", "ConvInteger", "QLinearMatMul", "QLinearConv", "QGemm",
        "QAttention", "MatMulIntegerToFloat", "DynamicQuantizeMatMul", "MatMulNBits", "MatMulBnb4", "GatherBlockQuantized",
        "DynamicQuantizeLSTM", "MoE", "QMoE",
    ];

    /// <summary>First outputs of these nodes; of a node with bodies, where such a node is in one.</summary>
    public static IReadOnlySet<string> Of(GraphProto graph, ShapeFacts facts)
    {
        var (found, index) = (new HashSet<string>(), GraphIndex.Deep(graph));
        var data = graph.Input.Select(input => input.Name).Where(index.IsInput).ToHashSet();
        foreach (var node in TopologicalOrder.Of(graph) ?? graph.Node)
        {
            if (node.Input.Concat(SubgraphCaptures.Of(node)).Any(data.Contains))
            {
                data.UnionWith(node.Output.Where(output => output.Length > 0));
                if (IsWeighted(node, data, Axes) || SubgraphCaptures.Bodies(node).SelectMany(GraphTree.Of).SelectMany(body => body.Node)
                    .Any(inner => IsWeighted(inner, new HashSet<string>(), Constants)))
                {
                    found.Add(node.Output.First(output => output.Length > 0));
                }
            }
        }

        return found;

        int Constants(string value) => index.Constant(value)?.Dims.Count ?? 0;
        int Axes(string value) => Math.Max(Constants(value), facts.Find(value)?.Shape.Count ?? 0);
    }

    /// <summary>True for an operator that multiplies by weights, or looks rows of them up.</summary>
    public static bool IsProduct(NodeProto node) => Products.Contains(node.OpType);

    private static bool IsWeighted(NodeProto node, HashSet<string> data, Func<string, int> axes) =>
        IsProduct(node) && node.Input.Any(value => value.Length > 0 && !data.Contains(value) && axes(value) >= 2);
}
