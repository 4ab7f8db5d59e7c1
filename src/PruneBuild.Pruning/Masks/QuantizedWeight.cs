using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Pruning.Masks;

/// <summary>A weight of 8-bit integers, or a bias of 32-bit ones, behind a DequantizeLinear: w = (q − z)·s, scales for the whole tensor or along an axis.</summary>
/// <param name="Integers">q.</param>
/// <param name="Scales">s: one, or one for each index of the axis.</param>
/// <param name="ZeroPoints">z, as many.</param>
/// <param name="Axis">The axis.</param>
internal sealed record QuantizedWeight(Tensor Integers, float[] Scales, long[] ZeroPoints, int Axis)
{
    /// <summary>The weight, or null when it is not of this kind.</summary>
    public static QuantizedWeight? Of(OnnxModel model, GraphIndex index, NodeProto dequantize)
    {
        if (index.Constant(dequantize.Input[0]) is not { } integers || index.Constant(dequantize.Input[1]) is not { } scales
            || (ElementType)integers.DataType is not (ElementType.Int8 or ElementType.UInt8 or ElementType.Int32)
            || dequantize.Attribute.Any(attribute => attribute.Name == "block_size" && attribute.I != 0))
        {
            return null;
        }

        var (tensor, factors) = (model.Read(integers), model.Read(scales).ToFloats());
        var zeros = dequantize.Input.Count > 2 && dequantize.Input[2].Length > 0
            ? index.Constant(dequantize.Input[2]) is { } constant ? model.Read(constant).ToInt64s() : null
            : new long[factors.Length];
        var axis = (int)dequantize.Integer("axis", 1);
        axis = axis < 0 ? axis + tensor.Rank : axis;
        return zeros is null || (factors.Length > 1 && (axis >= tensor.Rank || factors.Length != tensor.Shape[axis]))
            ? null
            : new QuantizedWeight(tensor, factors, zeros, axis);
    }

    /// <summary>(q − z)·s.</summary>
    public float[] Dequantize()
    {
        var integers = Integers.ToInt64s();
        return [.. integers.Select((q, i) => (q - ZeroPoints[Channel(i)]) * Scales[Channel(i)])];
    }

    /// <summary>The integers of other weights on the same scales: round to even, clamp; 0 becomes z exactly.</summary>
    public Tensor Requantize(ReadOnlySpan<float> weights)
    {
        var integers = new int[weights.Length];
        var (least, most) = Integers.Type switch { ElementType.Int8 => (-128, 127), ElementType.UInt8 => (0, 255), _ => (int.MinValue, int.MaxValue) };
        for (var i = 0; i < integers.Length; i++)
        {
            var q = Math.Round((double)weights[i] / Scales[Channel(i)], MidpointRounding.ToEven) + ZeroPoints[Channel(i)];
            integers[i] = (int)Math.Clamp(q, least, most);
        }

        return Integers.Type == ElementType.Int32
            ? Tensor.Of(ElementType.Int32, integers, Integers.Shape.Span)
            : new Tensor(Integers.Type, Integers.Shape, Array.ConvertAll(integers, q => unchecked((byte)q)));
    }

    private int Channel(int position)
    {
        if (Scales.Length == 1)
            return 0;
        var inner = Integers.Shape.Skip(Axis + 1).Aggregate(1L, (count, size) => count * size);
        return (int)(position / inner % Integers.Shape[Axis]);
    }
}
