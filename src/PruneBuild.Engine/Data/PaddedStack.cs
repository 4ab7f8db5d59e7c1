using PruneBuild.Engine.Data.Preparation;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Data;

/// <summary>Tensors of records as one tensor, with zeros behind shorter ones.</summary>
internal static class PaddedStack
{
    /// <summary>The shape that holds each of the records: the model's fixed sizes, and their largest where it leaves them open.</summary>
    public static long[] Shape(IReadOnlyList<Tensor> parts, ModelInput input)
    {
        var shape = parts[0].Shape.ToArray();
        for (var axis = 0; axis < shape.Length; axis++)
        {
            shape[axis] = axis + 1 < input.Shape.Count && input.Shape[axis + 1] is { } size
                ? size
                : parts.Max(part => axis < part.Rank ? part.Shape[axis] : 0);
        }

        return shape;
    }

    /// <summary>What records of a shape take in memory, a byte each at least; exact up to 2^53.</summary>
    public static double Bytes(long rows, long[] shape, ElementType type) =>
        rows * Math.Max(1, shape.Aggregate((double)Width(type), (size, extent) => size * extent));

    /// <summary>Stacks records. Rows beyond them, which a fixed batch size adds, are zeros or the same records again.</summary>
    public static Tensor Of(Tensor[] parts, long[] shape, int rows, ElementType type, bool repeats)
    {
        var width = Width(type);
        var recordBytes = (int)shape.Aggregate((long)width, (size, extent) => size * extent);
        var bytes = new byte[rows * recordBytes];
        for (var row = 0; row < (repeats ? rows : parts.Length); row++)
            Copy(
                parts[row % parts.Length].Bytes, parts[row % parts.Length].Shape.Span,
                bytes.AsSpan(row * recordBytes, recordBytes), shape, width);
        return new Tensor(type, [rows, .. shape], bytes);
    }

    private static int Width(ElementType type) => Tensor.BitWidth(type) / 8;

    private static void Copy(ReadOnlySpan<byte> source, ReadOnlySpan<long> from, Span<byte> target, ReadOnlySpan<long> to, int width)
    {
        if (from.SequenceEqual(to) || from.Length == 0)
        {
            source.CopyTo(target);
            return;
        }

        var (small, large) = (source.Length / (int)Math.Max(1, from[0]), target.Length / (int)to[0]);
        for (var i = 0; i < from[0]; i++)
            Copy(source.Slice(i * small, small), from[1..], target.Slice(i * large, large), to[1..], width);
    }
}
