using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Pruning.Masks;

/// <summary>Where the elements of a weight are: in a constant of floats, or in integers behind a DequantizeLinear.</summary>
/// <param name="Tensor">Name of the constant.</param>
/// <param name="Shape">Its sizes.</param>
/// <param name="Problem">Why its elements cannot be replaced; null when they can.</param>
internal sealed record WeightSource(string Tensor, ValueList<long> Shape, string? Problem = null)
{
    public int Rank => Shape.Count;

    public long Elements => Shape.Aggregate(1L, (count, size) => count * size);

    /// <summary>The source of a node's input; null when it is no constant of numbers that weights have.</summary>
    public static WeightSource? Of(OnnxModel model, GraphIndex index, string value)
    {
        if (index.Constant(value) is { } constant)
            return IsFloat(constant) ? new WeightSource(value, [.. constant.Dims]) : null;
        if (index.Producer(value) is not { OpType: "DequantizeLinear" } dequantize || index.Constant(dequantize.Input[0]) is not { } integers)
            return null;
        var quantized = QuantizedWeight.Of(model, index, dequantize);
        return new WeightSource(dequantize.Input[0], [.. integers.Dims], quantized is null ? "its scales are computed, or laid out in blocks" : null);
    }

    private static bool IsFloat(TensorProto tensor) =>
        (ElementType)tensor.DataType is ElementType.Float or ElementType.Float16 or ElementType.BFloat16 or ElementType.Double;
}
