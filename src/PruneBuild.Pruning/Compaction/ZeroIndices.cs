using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;
using PruneBuild.Pruning.Rewriting;

namespace PruneBuild.Pruning.Compaction;

/// <summary>Which indices of an axis hold nothing but zeros, whatever the model is fed: what weights without elements make, followed
/// through operators that turn zero into zero.</summary>
/// <remarks>
/// It never calls an index zero that is not, as long as all values are finite (zero times infinity is no zero); what it does not
/// know, such as a Reshape, it calls unknown. A bias, a Sigmoid or a BatchNormalization with a shift makes something of nothing,
/// so that such units are no zeros.
/// </remarks>
/// <param name="model">The model.</param>
/// <param name="index">Index of its main graph.</param>
/// <param name="facts">Shapes of its values.</param>
internal sealed class ZeroIndices(OnnxModel model, GraphIndex index, ShapeFacts facts)
{
    /// <summary>Operators with f(0) = 0, element by element in their first input.</summary>
    private static readonly HashSet<string> keepers =
    [
        "Identity", "Relu", "LeakyRelu", "PRelu", "Elu", "Selu", "Celu", "ThresholdedRelu", "Gelu", "QuickGelu", "Tanh", "Erf",
        "Softsign", "Mish", "HardSwish", "Swish", "Neg", "Abs", "Sqrt", "Sign", "Sin", "Tan", "Asin", "Atan", "Sinh", "Asinh",
        "Floor", "Ceil", "Round", "Dropout",
    ];

    /// <summary>Operators that work on each channel (axis 1) alone and turn zeros into zeros.</summary>
    private static readonly HashSet<string> pools = ["MaxPool", "AveragePool", "GlobalMaxPool", "GlobalAveragePool"];

    private readonly Dictionary<(string Value, int Axis), bool[]?> known = [];

    /// <summary>For each index of an axis of a value, true when all elements there are zero; null when nothing is known.</summary>
    public bool[]? Of(string value, int axis)
    {
        if (!known.TryGetValue((value, axis), out var zeros))
            known[(value, axis)] = zeros = Find(value, axis);
        return zeros;
    }

    private bool[]? Find(string value, int axis)
    {
        if (index.Constant(value) is { } constant)
            return Zeros(model.Read(constant), axis);
        if (index.Producer(value) is not { } node || node.Output[0] != value || facts.Find(value)?.Shape is not { } shape)
            return null;
        return node.OpType switch
        {
            _ when keepers.Contains(node.OpType) && (OnnxDomains.IsDefault(node.Domain) || node.Domain == "com.microsoft") =>
                Of(node.Input[0], axis),
            _ when !OnnxDomains.IsDefault(node.Domain) => null,
            _ when pools.Contains(node.OpType) && axis == 1 => Of(node.Input[0], 1),
            "Transpose" => Of(node.Input[0], Source(node, axis, shape.Count)),
            "Mul" => Either(Operand(node.Input[0], shape, axis), Operand(node.Input[1], shape, axis)),
            "Div" => index.Constant(node.Input[1]) is { } by && !model.Read(by).ToFloats().Contains(0f)
                ? Operand(node.Input[0], shape, axis)
                : null,
            "Add" or "Sub" => Both(Operand(node.Input[0], shape, axis), Operand(node.Input[1], shape, axis)),
            "MatMul" when axis == shape.Count - 1 => Outputs(node, outputsFirst: false),
            "Gemm" when axis == 1 =>
                WithBias(node, Outputs(node, node.Attribute.Any(attribute => attribute is { Name: "transB", I: not 0 })), shape),
            "Conv" when axis == 1 => WithBias(node, Outputs(node, outputsFirst: true), shape),
            _ => null,
        };
    }

    /// <summary>What the constant weight of a product says; null when the weight is computed or has more axes than a matrix.</summary>
    private bool[]? Outputs(NodeProto node, bool outputsFirst)
    {
        if (WeightCarrier.Of(model, index, node, 1)?.Read(model, index) is not { } weight || (node.OpType != "Conv" && weight.Rank != 2))
            return null;
        return Zeros(weight, outputsFirst ? 0 : 1);
    }

    private bool[]? WithBias(NodeProto node, bool[]? products, ValueList<long> shape)
    {
        if (node.Input.Count < 3 || node.Input[2].Length == 0)
            return products;
        return Both(products, node.OpType == "Conv" ? Of(node.Input[2], 0) : Operand(node.Input[2], shape, 1));
    }

    /// <summary>The zeros of an input that broadcasts to a shape.</summary>
    private bool[]? Operand(string input, ValueList<long> shape, int axis)
    {
        if (facts.Find(input)?.Shape is not { } own)
            return null;
        var (at, size) = (axis - (shape.Count - own.Count), (int)shape[axis]);
        if (at >= 0 && own[at] == size)
            return Of(input, at);
        // One element for the whole axis: what is known of it holds for each index.
        var zeros = at >= 0 ? Of(input, at)
            : index.Constant(input) is { } constant ? [model.Read(constant).ToFloats().All(element => element == 0)]
            : null;
        return zeros is [var all] ? [.. Enumerable.Repeat(all, size)] : null;
    }

    private static int Source(NodeProto transpose, int axis, int rank) =>
        transpose.Find("perm")?.Ints is { Count: > 0 } order ? (int)order[axis] : rank - 1 - axis;

    private static bool[]? Zeros(Tensor tensor, int axis)
    {
        if (axis >= tensor.Rank || !tensor.Type.IsFloat())
            return null;
        var (values, size) = (tensor.ToFloats(), (int)tensor.Shape[axis]);
        var inner = tensor.Shape.Skip(axis + 1).Aggregate(1L, (product, extent) => product * extent);
        var zeros = Enumerable.Repeat(true, size).ToArray();
        for (var i = 0L; i < values.Length; i++)
            zeros[i / inner % size] &= values[i] == 0;
        return zeros;
    }

    private static bool[]? Both(bool[]? first, bool[]? second) =>
        first is null || second is null ? null : [.. first.Zip(second, (a, b) => a && b)];

    private static bool[]? Either(bool[]? first, bool[]? second) =>
        first is null ? second : second is null ? first : [.. first.Zip(second, (a, b) => a || b)];
}
