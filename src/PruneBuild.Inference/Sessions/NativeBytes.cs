using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PruneBuild.Inference.Sessions;

/// <summary>Memory of someone else, who keeps it in place until this is disposed.</summary>
internal sealed unsafe class NativeBytes : MemoryManager<byte>
{
    private readonly int length;
    private byte* start;

    public NativeBytes(Span<byte> bytes)
    {
        start = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(bytes));
        length = bytes.Length;
    }

    /// <inheritdoc />
    public override Span<byte> GetSpan() =>
        start is null && length > 0 ? throw new ObjectDisposedException(nameof(LentOutputs)) : new Span<byte>(start, length);

    /// <inheritdoc />
    public override MemoryHandle Pin(int elementIndex = 0) =>
        new((byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(GetSpan())) + elementIndex);

    /// <inheritdoc />
    public override void Unpin()
    {
        // It never moves.
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing) => start = null;
}
