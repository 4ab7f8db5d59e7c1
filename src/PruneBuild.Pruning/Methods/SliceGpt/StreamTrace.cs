using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;
using PruneBuild.Pruning.Rewriting;

namespace PruneBuild.Pruning.Methods.SliceGpt;

/// <summary>What a value of the stream is summed up from.</summary>
/// <param name="model">The model.</param>
/// <param name="index">Its graph.</param>
/// <param name="facts">Types and shapes of its values.</param>
/// <param name="known">Values that have been traced before.</param>
internal sealed class StreamTrace(OnnxModel model, GraphIndex index, ShapeFacts facts, IReadOnlySet<string> known)
{
    public const string PostNorm =
        "a sum of the stream takes in normalised values (a post-norm network), and the gain of a normalisation holds in one basis only";

    /// <summary>Values of the stream.</summary>
    public HashSet<string> Values { get; } = [];

    /// <summary>The nodes that make them from each other.</summary>
    public HashSet<NodeProto> Carriers { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>The nodes that add to the stream, each with the input that is a constant.</summary>
    public List<(NodeProto Node, int Input)> Writers { get; } = [];

    /// <summary>True for an addition of the standard operators.</summary>
    public static bool IsSum(NodeProto node) => node.OpType == "Add" && OnnxDomains.IsDefault(node.Domain);

    /// <summary>A node as people find it.</summary>
    public static StreamObstacle At(NodeProto node, string reason) => new(node.Name.Length > 0 ? node.Name : node.Output[0], reason);

    /// <summary>Follows a value back; what no rotation passes, or null.</summary>
    /// <param name="value">The value.</param>
    /// <param name="norms">The nodes that put out normalised values.</param>
    public StreamObstacle? Back(string value, IReadOnlySet<NodeProto> norms)
    {
        if (known.Contains(value) || !Values.Add(value))
            return null;
        if (index.Producer(value) is not { } node)
            return new StreamObstacle(value, "the stream begins at an input of the graph, which promises its width to the callers");
        var width = facts.Find(value)!.Shape[^1];
        if (norms.Contains(node))
            return At(node, PostNorm);
        if (IsSum(node))
        {
            Carriers.Add(node);
            return node.Input.Select((input, i) => index.Constant(input) is null ? Back(input, norms) : Write(node, i, width))
                .FirstOrDefault(obstacle => obstacle is not null);
        }

        if (RowMoves.Is(node, facts, width))
        {
            if (index.Constant(node.Input[0]) is not null)
                return Write(node, 0, width);
            Carriers.Add(node);
            return Back(node.Input[0], norms);
        }

        if (!OnnxDomains.IsDefault(node.Domain) || node.OpType is not ("MatMul" or "Gemm"))
            return At(node, $"what {node.OpType} adds to the stream cannot be turned by changing a matrix");
        return Write(node, 1, width) ?? (node.Input.Count > 2 && node.Input[2].Length > 0 ? Write(node, 2, width) : null);
    }

    private StreamObstacle? Write(NodeProto node, int input, long width)
    {
        Writers.Add((node, input));
        if (WeightCarrier.Of(model, index, node, input) is not { } weight)
            return At(node, $"the weight with which {node.OpType} writes the stream is computed");
        if (index.Constant(weight.Tensor)!.DataType != (int)ElementType.Float)
            return At(node, $"'{weight.Tensor}' is not stored as 32-bit floats, and would lose its precision in another basis");
        var shape = facts.Find(node.Input[input])?.Shape;
        var outputs = node.OpType == "Gemm" && input == 1 && node.Integer("transB", 0) == 1 ? shape?[0] : shape?.LastOrDefault(1);
        return outputs == width ? null : At(node, $"'{weight.Tensor}' adds one number to several features of the stream");
    }
}
