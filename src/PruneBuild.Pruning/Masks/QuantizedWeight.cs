using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Pruning.Masks;

/// <summary>A weight of 4- or 8-bit integers, or a bias of 32-bit ones, behind a DequantizeLinear: w = (q − z)·s, scales for the whole
/// tensor, along an axis, or for blocks of an axis.</summary>
/// <param name="Integers">q.</param>
/// <param name="Scales">s: one, one for each index of the axis, or one for each block of it at each index of the others.</param>
/// <param name="ZeroPoints">z, as many.</param>
/// <param name="Axis">The axis.</param>
/// <param name="Block">Indices of the axis that share a scale; 0 without blocks.</param>
internal sealed record QuantizedWeight(Tensor Integers, float[] Scales, long[] ZeroPoints, int Axis, int Block = 0)
{
    /// <summary>The weight, or null when it is not of whole bytes with a scale for the tensor or each index of an axis:
    /// what units can be cut of.</summary>
    public static QuantizedWeight? Of(OnnxModel model, GraphIndex index, NodeProto dequantize) =>
        OfAny(model, index, dequantize) is { Block: 0, Integers.Type: not (ElementType.Int4 or ElementType.UInt4) } plain ? plain : null;

    /// <summary>The weight, of 4 bits and in blocks too; null when its scales are computed.</summary>
    public static QuantizedWeight? OfAny(OnnxModel model, GraphIndex index, NodeProto dequantize)
    {
        if (index.Constant(dequantize.Input[0]) is not { } integers || index.Constant(dequantize.Input[1]) is not { } scales
            || (ElementType)integers.DataType is not (ElementType.Int8 or ElementType.UInt8 or ElementType.Int32
                or ElementType.Int4 or ElementType.UInt4))
        {
            return null;
        }

        var block = (int)dequantize.Integer("block_size", 0);
        var (tensor, factors) = (model.Read(integers), model.Read(scales).ToFloats());
        var zeros = dequantize.Input.Count > 2 && dequantize.Input[2].Length > 0
            ? index.Constant(dequantize.Input[2]) is { } constant ? model.Read(constant).ToInt64s() : null
            : new long[factors.Length];
        var axis = (int)dequantize.Integer("axis", 1);
        axis = axis < 0 ? axis + tensor.Rank : axis;
        if (block != 0)
        {
            return zeros?.Length == factors.Length && axis < tensor.Rank && scales.Dims.Count == tensor.Rank
                && tensor.Shape.Index()
                    .All(size => scales.Dims[size.Index] == (size.Index == axis ? (size.Item + block - 1) / block : size.Item))
                ? new QuantizedWeight(tensor, factors, zeros, axis, block)
                : null;
        }

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
        var (least, most) = Integers.Type switch
        {
            ElementType.Int4 => (-8, 7),
            ElementType.UInt4 => (0, 15),
            ElementType.Int8 => (-128, 127),
            ElementType.UInt8 => (0, 255),
            _ => (int.MinValue, int.MaxValue),
        };
        for (var i = 0; i < integers.Length; i++)
        {
            var q = Math.Round((double)weights[i] / Scales[Channel(i)], MidpointRounding.ToEven) + ZeroPoints[Channel(i)];
            integers[i] = (int)Math.Clamp(q, least, most);
        }

        return Integers.Type switch
        {
            ElementType.Int32 => Tensor.Of(ElementType.Int32, integers, Integers.Shape.Span),
            ElementType.Int4 or ElementType.UInt4 => new Tensor(Integers.Type, Integers.Shape, Packed(integers)),
            _ => new Tensor(Integers.Type, Integers.Shape, Array.ConvertAll(integers, q => unchecked((byte)q))),
        };
    }

    /// <summary>Two to a byte, the first in the low bits.</summary>
    private static byte[] Packed(int[] integers)
    {
        var bytes = new byte[(integers.Length + 1) / 2];
        for (var i = 0; i < integers.Length; i++)
            bytes[i / 2] |= (byte)((integers[i] & 15) << (i % 2 * 4));
        return bytes;
    }

    private int Channel(int position)
    {
        if (Scales.Length == 1 && Block == 0)
            return 0;
        var inner = Integers.Shape.Skip(Axis + 1).Aggregate(1L, (count, size) => count * size);
        var along = position / inner % Integers.Shape[Axis];
        if (Block == 0)
            return (int)along;
        var (outer, blocks) = (position / inner / Integers.Shape[Axis], (Integers.Shape[Axis] + Block - 1) / Block);
        return (int)((((outer * blocks) + (along / Block)) * inner) + (position % inner));
    }
}
