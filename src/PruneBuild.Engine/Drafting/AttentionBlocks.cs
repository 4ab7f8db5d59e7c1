using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Engine.Drafting;

/// <summary>Attention in a graph, whether its heads can be cut or not.</summary>
internal static class AttentionBlocks
{
    private static readonly HashSet<string> Products = ["MatMul", "FusedMatMul", "Gemm", "Einsum"];

    // What stands between a product and the softmax, or between the softmax and the next product: scales, masks, changes of form.
    private static readonly HashSet<string> Between =
    [
        "Add", "Sub", "Mul", "Div", "Where", "Clip", "Min", "Max", "Tanh", "Cast", "CastLike", "Reshape", "Transpose", "Squeeze",
        "Unsqueeze", "Slice", "Concat", "Identity", "Dropout", "QuantizeLinear", "DequantizeLinear",
    ];

    /// <summary>Fused operators of attention, and softmaxes between two products of values that depend on the input: those of the main
    /// graph, or of the body that has the most. Exporters put a decoder into an If twice, with and without a cache.</summary>
    public static int Count(GraphProto graph)
    {
        var fixedOutside = FixedValues.Of(graph);
        return GraphTree.Of(graph).Max(part => Count(part, [.. fixedOutside, .. FixedValues.Of(part)]));
    }

    private static int Count(GraphProto graph, HashSet<string> constants)
    {
        var index = new GraphIndex(graph);
        return graph.Node.Count(node => node.OpType.EndsWith("Attention", StringComparison.Ordinal)
            || (node.OpType == "Softmax" && Meets(node, Makers) && Meets(node, Readers)));

        bool Meets(NodeProto softmax, Func<NodeProto, IEnumerable<NodeProto>> next)
        {
            var (seen, open) = (new HashSet<NodeProto>(ReferenceEqualityComparer.Instance), new Stack<NodeProto>(next(softmax)));
            while (open.TryPop(out var node))
            {
                if (IsProduct(node))
                    return true;
                foreach (var other in Between.Contains(node.OpType) && seen.Add(node) ? next(node) : [])
                    open.Push(other);
            }

            return false;
        }

        bool IsProduct(NodeProto node) =>
            Products.Contains(node.OpType) && node.Input.Count > 1 && node.Input.Take(2).All(input => !constants.Contains(input));

        IEnumerable<NodeProto> Makers(NodeProto node) => node.Input.Select(index.Producer).OfType<NodeProto>();

        IEnumerable<NodeProto> Readers(NodeProto node) => node.Output.SelectMany(index.Uses).Select(use => use.Node).OfType<NodeProto>();
    }
}
