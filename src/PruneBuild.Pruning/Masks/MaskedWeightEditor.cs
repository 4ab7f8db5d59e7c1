using PruneBuild.Numerics.Matrices;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Pruning.Masks;

/// <summary>Reads and replaces the elements of maskable weights.</summary>
public static class MaskedWeightEditor
{
    /// <summary>The matrices of a weight, [features, outputs] each; dequantised where it is stored in integers.</summary>
    public static IReadOnlyList<Matrix> Read(OnnxModel model, GraphIndex index, MaskableWeight weight) =>
        Read(model, index, weight, index.Constant(weight.Tensor)!);

    /// <summary>The same with what is stored in the tensor's place, as <see cref="Store" /> makes it.</summary>
    public static IReadOnlyList<Matrix> Read(OnnxModel model, GraphIndex index, MaskableWeight weight, TensorProto stored)
    {
        var tensor = model.Read(stored);
        return weight.Layout.Read(
            Quantized(model, index, weight) is { } quantized ? (quantized with { Integers = tensor }).Dequantize() : tensor.ToFloats());
    }

    /// <summary>What the matrices become once stored: rounded to the tensor's type, and to its scales.</summary>
    public static TensorProto Store(OnnxModel model, GraphIndex index, MaskableWeight weight, IReadOnlyList<Matrix> parts)
    {
        var values = weight.Layout.Write(parts);
        var constant = index.Constant(weight.Tensor)!;
        var stored = Quantized(model, index, weight)?.Requantize(values)
            ?? Tensor.OfFloats((ElementType)constant.DataType, values, [.. constant.Dims]);
        return TensorProtos.Create(weight.Tensor, stored);
    }

    /// <summary>The model with other tensors in place of weights.</summary>
    public static OnnxModel Apply(OnnxModel model, IReadOnlyDictionary<string, TensorProto> tensors) =>
        tensors.Count == 0 ? model : model.WithGraph(GraphEdits.ReplaceConstants(model.Graph, tensors));

    private static QuantizedWeight? Quantized(OnnxModel model, GraphIndex index, MaskableWeight weight) =>
        WeightSource.Dequantize(index, index.Producer(weight.Node)!.Input[weight.Input]) is { } dequantize
            ? QuantizedWeight.OfAny(model, index, dequantize)
            : null;
}
