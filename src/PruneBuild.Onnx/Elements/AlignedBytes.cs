using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PruneBuild.Onnx.Elements;

/// <summary>Memory for large tensors, which lies where vector kernels want it and is never moved: ONNX Runtime reads it in place, and
/// collecting garbage copies none of it.</summary>
public static class AlignedBytes
{
    /// <summary>Kernels begin vectors at addresses that are multiples of this.</summary>
    public const int Alignment = 64;

    // From here on the runtime keeps objects apart that are dear to move.
    private const int Large = 85_000;

    /// <summary>A copy; a large one lies at a multiple of <see cref="Alignment" />.</summary>
    public static ReadOnlyMemory<byte> Copy(ReadOnlySpan<byte> bytes)
    {
        var copy = Allocate(bytes.Length);
        bytes.CopyTo(copy.Span);
        return copy;
    }

    /// <summary>Bytes to be written before they are read: what is in them is undefined.</summary>
    public static unsafe Memory<byte> Allocate(int length)
    {
        if (length < Large)
            return GC.AllocateUninitializedArray<byte>(length);
        var bytes = GC.AllocateUninitializedArray<byte>(length + Alignment - 1, pinned: true);
        var beyond = (int)((nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(bytes)) % Alignment);
        return bytes.AsMemory(beyond == 0 ? 0 : Alignment - beyond, length);
    }
}
