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
    private const long SevenBits = 64;

    private readonly long inner = Integers.Shape.Skip(Axis + 1).Aggregate(1L, (count, size) => count * size);

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

    /// <summary>How far integers may be from their zero points.</summary>
    private long Reach { get; init; } = long.MaxValue / 2;

    /// <summary>The same with coarser scales where other weights would leave the range of the integers, and clamping them would move the
    /// weights further than rounding all of them more coarsely.</summary>
    /// <remarks>Tensors of 8 bits that use 7 of them keep to these: they were made so that sums of two products do not saturate, as they do
    /// on processors without instructions for such sums.</remarks>
    public QuantizedWeight Holding(ReadOnlySpan<float> weights)
    {
        var within = UsesSevenBits ? this with { Reach = SevenBits } : this;
        var wide = Scales.ToArray();
        for (var i = 0; i < weights.Length; i++)
        {
            var channel = Channel(i);
            var (least, most) = within.Limits(channel);
            var steps = weights[i] < 0 ? ZeroPoints[channel] - least : most - ZeroPoints[channel];
            if (steps > 0)
                wide[channel] = Math.Max(wide[channel], Math.Abs(weights[i]) / steps);
        }

        var (coarser, clamped) = ((within with { Scales = wide }).Rounded(weights), within.Rounded(weights));
        var gained = new double[wide.Length];
        for (var i = 0; i < weights.Length; i++)
            gained[Channel(i)] += Math.Pow(clamped[i] - weights[i], 2) - Math.Pow(coarser[i] - weights[i], 2);
        return within with { Scales = [.. wide.Select((scale, channel) => gained[channel] > 0 ? scale : Scales[channel])] };
    }

    private float[] Rounded(ReadOnlySpan<float> weights) => (this with { Integers = Requantize(weights) }).Dequantize();

    /// <summary>The integers of other weights on the same scales: round to even, clamp; 0 becomes z exactly.</summary>
    public Tensor Requantize(ReadOnlySpan<float> weights)
    {
        var integers = new int[weights.Length];
        for (var i = 0; i < integers.Length; i++)
        {
            var channel = Channel(i);
            var (least, most) = Limits(channel);
            var q = Math.Round((double)weights[i] / Scales[channel], MidpointRounding.ToEven) + ZeroPoints[channel];
            integers[i] = (int)Math.Clamp(q, least, most);
        }

        return Integers.Type switch
        {
            ElementType.Int32 => Tensor.Of(ElementType.Int32, integers, Integers.Shape.Span),
            ElementType.Int4 or ElementType.UInt4 => new Tensor(Integers.Type, Integers.Shape, Packed(integers)),
            _ => new Tensor(Integers.Type, Integers.Shape, Array.ConvertAll(integers, q => unchecked((byte)q))),
        };
    }

    private bool UsesSevenBits => Integers.Type is ElementType.Int8 or ElementType.UInt8
        && Integers.ToInt64s().Index().All(q => Math.Abs(q.Item - ZeroPoints[Channel(q.Index)]) <= SevenBits);

    /// <summary>The least and the greatest integer of a channel.</summary>
    private (long Least, long Most) Limits(int channel)
    {
        var (least, most) = Integers.Type switch
        {
            ElementType.Int4 => (-8L, 7L),
            ElementType.UInt4 => (0, 15),
            ElementType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
            ElementType.UInt8 => (0, byte.MaxValue),
            _ => (int.MinValue, int.MaxValue),
        };
        return (Math.Max(least, ZeroPoints[channel] - Reach), Math.Min(most, ZeroPoints[channel] + Reach));
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
        var along = position / inner % Integers.Shape[Axis];
        if (Block == 0)
            return (int)along;
        var (outer, blocks) = (position / inner / Integers.Shape[Axis], (Integers.Shape[Axis] + Block - 1) / Block);
        return (int)((((outer * blocks) + (along / Block)) * inner) + (position % inner));
    }
}
