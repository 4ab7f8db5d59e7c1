using System.Buffers;

namespace PruneBuild.Onnx.External;

/// <summary>A part of a mapped file as memory.</summary>
internal sealed unsafe class MappedSlice(MappedFile file, long offset, int length) : MemoryManager<byte>
{
    /// <inheritdoc />
    public override Span<byte> GetSpan() => file.Span(offset, length);

    /// <inheritdoc />
    public override MemoryHandle Pin(int elementIndex = 0) => new(file.Address(offset + elementIndex), pinnable: this);

    /// <inheritdoc />
    public override void Unpin()
    {
        // Mapped memory does not move.
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        // The file belongs to the model.
    }
}
