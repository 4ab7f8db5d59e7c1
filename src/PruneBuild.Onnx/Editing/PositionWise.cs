using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Editing;

/// <summary>Operators that put out at each position of an axis what their inputs say at that position,
/// and treat all positions alike.</summary>
internal static class PositionWise
{
    private static readonly HashSet<string> elementwise =
    [
        "Abs", "Add", "Cast", "Celu", "Clip", "Cos", "Div", "Dropout", "Elu", "Erf", "Exp", "Gelu", "HardSigmoid", "HardSwish", "Identity",
        "LeakyRelu", "Log", "Max", "Min", "Mish", "Mul", "Neg", "Pow", "PRelu", "Reciprocal", "Relu", "Selu", "Sigmoid", "Sin", "Softplus",
        "Softsign", "Sqrt", "Sub", "Sum", "Tanh", "ThresholdedRelu", "Where",
    ];

    /// <summary>The inputs that are read along the axis, with the axis of theirs, counted from the end;
    /// null when the operator mixes positions, or may.</summary>
    /// <param name="node">The node.</param>
    /// <param name="axisFromEnd">The axis of its first output, counted from the end: 2 for rows of matrices.</param>
    /// <param name="opset">Version of the standard operators.</param>
    /// <param name="shape">Sizes of a value; null when they are not known.</param>
    /// <param name="integers">The elements of a constant; null when it is computed.</param>
    public static IReadOnlyDictionary<int, int>? Inputs(
        NodeProto node, int axisFromEnd, long opset, Func<string, ValueList<long>?> shape, Func<string, long[]?> integers)
    {
        if (!OnnxDomains.IsDefault(node.Domain) || node.Input.Concat(node.Output).Any(value => value.Length > 0 && shape(value) is null))
            return null;
        // An axis given from the front counts from the end of what the node puts out.
        int FromEnd(long axis) => (int)(axis < 0 ? -axis : shape(node.Input[0])!.Count - axis);
        return node.OpType switch
        {
            { } op when elementwise.Contains(op) => Along(axisFromEnd, [.. Enumerable.Range(0, node.Input.Count)]),
            "LayerNormalization" or "RMSNormalization" when FromEnd(node.Integer("axis", -1)) < axisFromEnd => Along(axisFromEnd, 0),
            "Softmax" or "LogSoftmax" when FromEnd(SoftmaxAxis(node, opset)) < axisFromEnd => Along(axisFromEnd, 0),
            "ReduceMean" or "ReduceSum" or "ReduceMax" or "ReduceL2" or "ReduceSumSquare" when node.Integer("keepdims", 1) == 1
                && Axes(node, integers) is { Length: > 0 } axes && axes.All(axis => FromEnd(axis) < axisFromEnd) => Along(axisFromEnd, 0),
            // The rows of a product are those of its left matrix; in front of them are products of their own.
            "MatMul" when axisFromEnd >= 2 && node.Input.All(input => shape(input)!.Count >= 2) =>
                axisFromEnd == 2 ? Along(2, 0) : Along(axisFromEnd, 0, 1),
            "Transpose" => Along(shape(node.Input[0])!.Count - Order(node, shape(node.Input[0])!.Count)[^axisFromEnd], 0),
            "Reshape" => Reshaped(shape(node.Input[0])!, shape(node.Output[0])!, axisFromEnd),
            _ => null,
        };
    }

    /// <summary>The axis of a softmax as its node counts it. Before opset 13 all axes from it on are one,
    /// and the second is given unless another is.</summary>
    public static long SoftmaxAxis(NodeProto node, long opset) => node.Integer("axis", opset < 13 ? 1 : -1);

    private static Dictionary<int, int> Along(int axisFromEnd, params int[] inputs) =>
        inputs.ToDictionary(input => input, _ => axisFromEnd);

    /// <summary>The axis and those before it stay as they are, and what follows is divided otherwise.</summary>
    private static Dictionary<int, int>? Reshaped(ValueList<long> from, ValueList<long> to, int axisFromEnd)
    {
        var axes = to.Count - axisFromEnd + 1;
        return from.Count >= axes && from.Take(axes).SequenceEqual(to.Take(axes)) ? Along(from.Count - axes + 1, 0) : null;
    }

    private static int[] Order(NodeProto node, int rank) =>
        node.Find("perm") is { } order
            ? [.. order.Ints.Select(axis => (int)axis)]
            : [.. Enumerable.Range(0, rank).Reverse()];

    private static long[]? Axes(NodeProto node, Func<string, long[]?> integers) =>
        node.Find("axes") is { } attribute ? [.. attribute.Ints]
        : node.Input.Count > 1 && node.Input[1].Length > 0 ? integers(node.Input[1])
        : null;
}
