using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Inference.Probing;

/// <summary>Sizes of last axes as weights say them, known before a model has run.</summary>
/// <param name="model">The model.</param>
/// <param name="index">Of its graph.</param>
internal sealed class ValueWidths(OnnxModel model, GraphIndex index)
{
    // Far more than what lies between a projection and the attention that reads it; a broken graph may go in circles.
    private const int Farthest = 12;

    /// <summary>The width of a value; null where neither weights nor the graph say it.</summary>
    public long? Of(string value) => Of(value, Farthest);

    private long? Of(string value, int left)
    {
        if (left == 0)
            return null;
        if (index.Constant(value) is { Dims: [.., > 1 and var width] })
            return width;
        return (index.Producer(value) is { } node ? Made(node, left - 1) : null) ?? Stated(value);
    }

    private long? Made(NodeProto node, int left) => node.OpType switch
    {
        "MatMul" when node.Input.Count > 1 => Of(node.Input[1], left),
        "MatMulNBits" => node.Integer("N", 0) is > 0 and var columns ? columns : null,
        "Gemm" when node.Input.Count > 1 && index.Constant(node.Input[1]) is { Dims: [var rows, var columns] } =>
            node.Integer("transB", 0) == 0 ? columns : rows,
        "Transpose" when index.Constant(node.Input[0]) is { Dims: var dims } && node.Find("perm")?.Ints is [.., >= 0 and var last]
            && last < dims.Count => dims[(int)last],
        "Reshape" when node.Input.Count > 1 && index.Constant(node.Input[1]) is { } shape =>
            model.Read(shape).ToInt64s() is [.., > 0 and var size] ? size : null,
        "Identity" or "Cast" or "DequantizeLinear" or "QuantizeLinear" or "RotaryEmbedding" => Of(node.Input[0], left),
        "Add" or "Sub" or "Mul" or "Div" => node.Input.Select(input => Of(input, left)).FirstOrDefault(width => width > 1),
        _ => null,
    };

    private long? Stated(string value) =>
        index.Graph.ValueInfo.Concat(index.Graph.Input).FirstOrDefault(one => one.Name == value)?.Type?.TensorType?.Shape?.Dim
            is [.., { DimValue: > 0 and var size }]
            ? size
            : null;
}
