using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Pruning.Masks;

/// <summary>Where the elements of a weight are: in a constant of floats, in integers behind a DequantizeLinear,
/// or in 8-bit integers that no mask knows.</summary>
/// <param name="Tensor">Name of the constant.</param>
/// <param name="Order">Its sizes, and how the node sees its axes.</param>
/// <param name="Problem">Why its elements cannot be replaced; null when they can.</param>
internal sealed record WeightSource(string Tensor, AxisOrder Order, string? Problem = null)
{
    /// <summary>Sizes as the node sees them.</summary>
    public ValueList<long> Shape => Order.Seen;

    public int Rank => Shape.Count;

    public long Elements => Shape.Aggregate(1L, (count, size) => count * size);

    /// <summary>The source of a node's input; null when it is no constant of numbers that weights have.</summary>
    public static WeightSource? Of(OnnxModel model, GraphIndex index, string value)
    {
        var path = Path(index, value).ToArray();
        if (index.Constant(path[^1]) is not { } constant)
            return null;
        var dequantize = Dequantize(index, value);
        if (dequantize is null && !((ElementType)constant.DataType).IsFloat() && !IsInteger(constant))
            return null;
        var problem = dequantize is null && IsInteger(constant)
            ? "its elements are 8-bit integers that are used as they are; masks know floats, and integers behind a DequantizeLinear"
            : dequantize is null || QuantizedWeight.OfAny(model, index, dequantize) is not null
            ? null
            : "its scales are computed, or its integers are moved before they are decoded";
        var order = path.Reverse().Select(index.Producer).OfType<NodeProto>().Where(node => node.OpType == "Transpose")
            .Aggregate(AxisOrder.AsStored(constant.Dims), (seen, node) => seen.Then(node.Find("perm")?.Ints));
        return new WeightSource(path[^1], order, problem);
    }

    /// <summary>The DequantizeLinear through which a value carries a weight; null when there is none.</summary>
    public static NodeProto? Dequantize(GraphIndex index, string value) =>
        Path(index, value).Select(index.Producer).FirstOrDefault(node => node?.OpType == "DequantizeLinear");

    /// <summary>True for a node that hands on the elements of a weight: what it puts out is read in its place.</summary>
    public static bool IsCarrier(NodeProto node) => node.OpType is "Identity" or "DequantizeLinear" or "Transpose";

    /// <summary>A value and those that carry its elements to it, the source last.</summary>
    private static IEnumerable<string> Path(GraphIndex index, string value)
    {
        yield return value;
        while (index.Constant(value) is null && index.Producer(value) is { } carrier && IsCarrier(carrier))
            yield return value = carrier.Input[0];
    }

    private static bool IsInteger(TensorProto tensor) => (ElementType)tensor.DataType is ElementType.Int8 or ElementType.UInt8;
}
