using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PruneBuild.Onnx.Elements;

/// <summary>Element bytes in file order (little-endian), whatever the order of the machine.</summary>
internal static class LittleEndian
{
    /// <summary>The bytes of these values, copied.</summary>
    public static byte[] Bytes<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(values).ToArray();
        if (!BitConverter.IsLittleEndian)
            Reverse(bytes, Unsafe.SizeOf<T>());
        return bytes;
    }

    /// <summary>These bytes as values; a view where the machine's order allows it.</summary>
    public static ReadOnlySpan<T> Values<T>(ReadOnlySpan<byte> bytes)
        where T : unmanaged
    {
        if (BitConverter.IsLittleEndian)
            return MemoryMarshal.Cast<byte, T>(bytes);
        var swapped = bytes.ToArray();
        Reverse(swapped, Unsafe.SizeOf<T>());
        return MemoryMarshal.Cast<byte, T>(swapped);
    }

    /// <summary>Turns the bytes of every element round.</summary>
    internal static void Reverse(Span<byte> bytes, int width)
    {
        for (var i = 0; i + width <= bytes.Length; i += width)
            bytes.Slice(i, width).Reverse();
    }
}
