using System.Runtime.InteropServices;

namespace PruneBuild.Onnx.Elements;

/// <summary>Slices along an axis, gathered into a new tensor.</summary>
internal static class ElementSelection
{
    /// <summary>The slices of these indices along an axis, in that order; an index may repeat.</summary>
    public static Tensor Take(Tensor tensor, int axis, IReadOnlyList<int> indices)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(axis);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(axis, tensor.Rank);
        var size = tensor.Shape[axis];
        if (indices.Any(index => index < 0 || index >= size))
            throw new ArgumentOutOfRangeException(nameof(indices), $"Axis {axis} has {size} slices.");
        var inner = tensor.Shape.Skip(axis + 1).Aggregate(1L, (product, dim) => product * dim);
        var outer = tensor.Count == 0 ? 0 : tensor.Count / inner / size;
        var shape = tensor.Shape.Select((dim, i) => i == axis ? indices.Count : dim).ToValueList();
        var bytes = new byte[Tensor.ByteCount(tensor.Type, checked(outer * indices.Count * inner))];
        var bits = Tensor.BitWidth(tensor.Type);
        if (bits < 8)
            GatherBits(tensor.Bytes, bytes, bits, new Blocks(outer, size, inner), indices);
        else
            GatherBytes(tensor.Bytes, bytes, new Blocks(outer, size, inner * bits / 8), indices);
        return new(tensor.Type, shape, bytes);
    }

    private static void GatherBytes(ReadOnlySpan<byte> from, Span<byte> to, Blocks blocks, IReadOnlyList<int> indices)
    {
        switch (blocks.Inner)
        {
            case 2:
                Gather(MemoryMarshal.Cast<byte, ushort>(from), MemoryMarshal.Cast<byte, ushort>(to), blocks with { Inner = 1 }, indices);
                break;
            case 4:
                Gather(MemoryMarshal.Cast<byte, uint>(from), MemoryMarshal.Cast<byte, uint>(to), blocks with { Inner = 1 }, indices);
                break;
            case 8:
                Gather(MemoryMarshal.Cast<byte, ulong>(from), MemoryMarshal.Cast<byte, ulong>(to), blocks with { Inner = 1 }, indices);
                break;
            default:
                Gather(from, to, blocks, indices);
                break;
        }
    }

    // Whole blocks are copied as bytes; a block that is one machine word is moved as one, which is what cutting the last axis needs.
    private static void Gather<T>(ReadOnlySpan<T> from, Span<T> to, Blocks blocks, IReadOnlyList<int> indices)
        where T : unmanaged
    {
        var kept = indices.ToArray();
        var inner = (int)blocks.Inner;
        var next = 0;
        for (var o = 0L; o < blocks.Outer; o++)
        {
            var slices = from.Slice((int)(o * blocks.Size * inner), (int)blocks.Size * inner);
            foreach (var index in kept)
            {
                if (inner == 1)
                    to[next] = slices[index];
                else
                    slices.Slice(index * inner, inner).CopyTo(to[next..]);
                next += inner;
            }
        }
    }

    private static void GatherBits(ReadOnlySpan<byte> from, Span<byte> to, int width, Blocks blocks, IReadOnlyList<int> indices)
    {
        var next = 0L;
        for (var o = 0L; o < blocks.Outer; o++)
        {
            foreach (var index in indices)
            {
                var start = (o * blocks.Size + index) * blocks.Inner;
                for (var i = 0L; i < blocks.Inner; i++)
                    PackedBits.Put(to, next++, width, PackedBits.Unsigned(from, start + i, width));
            }
        }
    }

    /// <summary>A tensor seen from one axis: outer positions, slices of the axis, and what one slice holds.</summary>
    private readonly record struct Blocks(long Outer, long Size, long Inner);
}
