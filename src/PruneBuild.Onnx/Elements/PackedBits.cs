namespace PruneBuild.Onnx.Elements;

/// <summary>Elements narrower than a byte: packed without gaps, the first element in the low bits.</summary>
internal static class PackedBits
{
    /// <summary>The bits of one element, unsigned.</summary>
    public static int Unsigned(ReadOnlySpan<byte> bytes, long index, int width)
    {
        var bit = index * width;
        return (bytes[(int)(bit >> 3)] >> (int)(bit & 7)) & ((1 << width) - 1);
    }

    /// <summary>The bits of one element as a two's complement number.</summary>
    public static int Signed(ReadOnlySpan<byte> bytes, long index, int width)
    {
        var value = Unsigned(bytes, index, width);
        return value >> (width - 1) == 0 ? value : value - (1 << width);
    }

    /// <summary>Puts the bits of one element where zeros are.</summary>
    public static void Put(Span<byte> bytes, long index, int width, int value)
    {
        var bit = index * width;
        bytes[(int)(bit >> 3)] |= (byte)((value & ((1 << width) - 1)) << (int)(bit & 7));
    }
}
