using System.IO.MemoryMappedFiles;

namespace PruneBuild.Onnx.External;

/// <summary>A whole file mapped read-only until it is disposed: no finalizer ends the mapping under a span that is in use.</summary>
internal sealed unsafe class MappedFile : IDisposable
{
    private readonly MemoryMappedViewAccessor view;
    private byte* start;

    /// <summary>Maps a file that is not empty.</summary>
    public MappedFile(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        Length = stream.Length;
        using var file = MemoryMappedFile.CreateFromFile(
            stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        view = file.CreateViewAccessor(0, Length, MemoryMappedFileAccess.Read);
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
    }

    /// <summary>Bytes in the file when it was mapped.</summary>
    public long Length { get; }

    /// <summary>Bytes of the file, in place.</summary>
    public ReadOnlyMemory<byte> Slice(long offset, int length)
    {
        if (offset < 0 || length < 0 || offset > Length - length)
            throw new ArgumentOutOfRangeException(nameof(offset));
        return new MappedSlice(this, offset, length).Memory;
    }

    /// <summary>A span of the file.</summary>
    /// <exception cref="ObjectDisposedException">The file is no longer mapped.</exception>
    internal Span<byte> Span(long offset, int length)
    {
        ObjectDisposedException.ThrowIf(start is null, this);
        return new(start + view.PointerOffset + offset, length);
    }

    /// <summary>The address of a byte of the file.</summary>
    internal byte* Address(long offset)
    {
        ObjectDisposedException.ThrowIf(start is null, this);
        return start + view.PointerOffset + offset;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (start is null)
            return;
        start = null;
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        view.Dispose();
    }
}
