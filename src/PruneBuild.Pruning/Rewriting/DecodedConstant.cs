using PruneBuild.Onnx;
using PruneBuild.Pruning.Masks;

namespace PruneBuild.Pruning.Rewriting;

/// <summary>Constants as their readers see them: behind Identity, a Cast to floats, or a DequantizeLinear.</summary>
internal static class DecodedConstant
{
    /// <summary>The constant that a value is; null when it is computed.</summary>
    public static Tensor? Read(OnnxModel model, GraphIndex index, string value)
    {
        if (index.Constant(value) is { } constant)
            return model.Read(constant);
        return index.Producer(value) switch
        {
            { OpType: "Identity" } node => Read(model, index, node.Input[0]),
            { OpType: "Cast" } node when ((ElementType)node.Integer("to", 0)).IsFloat() => Read(model, index, node.Input[0]),
            { OpType: "DequantizeLinear" } node =>
                QuantizedWeight.Of(model, index, node) is { } stored ? Tensor.Of(stored.Dequantize(), stored.Integers.Shape.Span) : null,
            _ => null,
        };
    }

    /// <summary>How many axes it has, without reading it; null when the value is computed.</summary>
    public static int? Rank(GraphIndex index, string value) => index.Constant(value) is { } constant
        ? constant.Dims.Count
        : index.Producer(value) is { OpType: "Identity" or "Cast" or "Transpose" or "DequantizeLinear" } node
            ? Rank(index, node.Input[0])
            : null;
}
