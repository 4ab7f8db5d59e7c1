using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Pruning.Structures.Layers;

/// <summary>What operators make of a value that is one small constant, broadcast: a number, a number for each feature,
/// or one for each channel.</summary>
/// <param name="model">Where constants are read from.</param>
/// <param name="index">Index of the graph that is followed.</param>
internal sealed class ConstantFlow(OnnxModel model, GraphIndex index)
{
    private static readonly Tensor zero = Tensor.Of([0f]);

    /// <summary>What a contraction puts out when there is nothing to sum: zero, or its bias; null when it is no plain sum.</summary>
    public Tensor? OfEmptySum(NodeProto node) => node.OpType switch
    {
        "MatMul" or "FusedMatMul" or "Einsum" or "ReduceSum" => zero,
        "Conv" or "ConvTranspose" when Operand(node, 1) is { } weight =>
            Bias(node) is { } bias ? PerChannel(bias, weight.Rank) : HasBias(node) ? null : PerChannel(zero, weight.Rank),
        "Gemm" => Bias(node) is { } bias ? Scaled(bias, node.Number("beta", 1)) : HasBias(node) ? null : zero,
        _ => null,
    };

    /// <summary>The constant that a reader of a constant puts out; null when its output is more than one, or is not followed.</summary>
    public Tensor? Through(NodeProto reader, int input, Tensor constant) => reader.OpType switch
    {
        "Identity" or "Dropout" => constant,
        "Transpose" or "Reshape" or "Squeeze" or "Unsqueeze" or "Flatten" or "Expand" or "Slice" when input == 0 && constant.Count == 1 =>
            constant.Reshape(1),
        "Relu" => Map(constant, value => Math.Max(0, value)),
        "Add" => With(reader, input, constant, (a, b) => a + b),
        "Sub" => With(reader, input, constant, (a, b) => a - b),
        "Div" when input == 0 => With(reader, input, constant, (a, b) => a / b),
        "Mul" => With(reader, input, constant, (a, b) => a * b) ?? (IsZero(constant) ? zero : null),
        "BatchNormalization" when input == 0 && reader.Output.Count == 1 => Normalised(reader, constant),
        _ => null,
    };

    /// <summary>True for zeros only: adding them does nothing.</summary>
    public static bool IsZero(Tensor constant) => constant.ToFloats().All(value => value == 0);

    private Tensor? With(NodeProto reader, int input, Tensor constant, Func<float, float, float> operation)
    {
        if (Operand(reader, 1 - input) is not { } other)
            return null;
        return input == 0 ? Broadcast(constant, other, other.Type, operation) : Broadcast(other, constant, other.Type, operation);
    }

    /// <summary>(x − mean) / √(variance + ε) · scale + shift, channel by channel.</summary>
    private Tensor? Normalised(NodeProto node, Tensor constant)
    {
        // A constant of channels lacks the axis of records; one that went through a reshape does not say what axes there are.
        var rank = constant.Rank + 1;
        if (rank < 3
            || Enumerable.Range(1, 4).Select(input => Operand(node, input)).ToArray() is not [{ } scale, { } shift, { } mean, { } variance])
            return null;
        var epsilon = node.Number("epsilon", 1e-5f);
        var root = Map(variance, value => MathF.Sqrt(value + epsilon));
        var centred = Broadcast(constant, PerChannel(mean, rank), mean.Type, (a, b) => a - b);
        var even = Broadcast(centred, PerChannel(root, rank), mean.Type, (a, b) => a / b);
        var scaled = Broadcast(even, PerChannel(scale, rank), mean.Type, (a, b) => a * b);
        return Broadcast(scaled, PerChannel(shift, rank), mean.Type, (a, b) => a + b);
    }

    private Tensor? Operand(NodeProto node, int input) =>
        input < node.Input.Count && index.Constant(node.Input[input]) is { } tensor ? model.Read(tensor) : null;

    private static bool HasBias(NodeProto node) => node.Input.Count > 2 && node.Input[2].Length > 0;

    private Tensor? Bias(NodeProto node) => HasBias(node) ? Operand(node, 2) : null;

    /// <summary>A vector of channels as it broadcasts against [records, channels, …].</summary>
    private static Tensor PerChannel(Tensor vector, int rank) =>
        vector.Reshape([vector.Count, .. Enumerable.Repeat(1L, rank - 2)]);

    private static Tensor Scaled(Tensor tensor, float factor) => factor == 1 ? tensor : Map(tensor, value => value * factor);

    private static Tensor Map(Tensor tensor, Func<float, float> function) =>
        Tensor.OfFloats(tensor.Type, Array.ConvertAll(tensor.ToFloats(), value => function(value)), tensor.Shape.Span);

    /// <summary>NumPy's broadcasting.</summary>
    private static Tensor Broadcast(Tensor a, Tensor b, ElementType type, Func<float, float, float> operation)
    {
        var rank = Math.Max(a.Rank, b.Rank);
        var shape = Enumerable.Range(1, rank).Select(fromEnd => Math.Max(Size(a, fromEnd), Size(b, fromEnd))).Reverse().ToArray();
        var (left, right) = (a.ToFloats(), b.ToFloats());
        var values = new float[shape.Aggregate(1L, (count, size) => count * size)];
        for (var flat = 0L; flat < values.Length; flat++)
            values[flat] = operation(left[Place(a, shape, flat)], right[Place(b, shape, flat)]);
        return Tensor.OfFloats(type, values, shape);
    }

    private static long Size(Tensor tensor, int fromEnd) => fromEnd <= tensor.Rank ? tensor.Shape[^fromEnd] : 1;

    /// <summary>Where an element of the result has its operand.</summary>
    private static long Place(Tensor tensor, long[] shape, long flat)
    {
        var (place, stride) = (0L, 1L);
        for (var fromEnd = 1; fromEnd <= shape.Length; fromEnd++)
        {
            (flat, var index) = Math.DivRem(flat, shape[^fromEnd]);
            place += Size(tensor, fromEnd) == 1 ? 0 : index * stride;
            stride *= Size(tensor, fromEnd);
        }

        return place;
    }
}
