using System.IO.Compression;

namespace PruneBuild.Engine.Measuring;

/// <summary>What files take in a NuGet package or a container: zeros that a mask left cost next to nothing there,
/// and as much as others on disk.</summary>
public static class CompressedSize
{
    /// <summary>Bytes of the files after gzip at its usual level, each on its own.</summary>
    /// <param name="files">Their paths.</param>
    public static long Of(IEnumerable<string> files) => files.Sum(file =>
    {
        using var content = File.OpenRead(file);
        return Of(content);
    });

    /// <summary>Bytes of a stream after gzip.</summary>
    public static long Of(Stream content)
    {
        var counter = new CountingStream();
        using (var gzip = new GZipStream(counter, CompressionLevel.Optimal, leaveOpen: true))
            content.CopyTo(gzip);
        return counter.Length;
    }

    /// <summary>Counts what is written, and keeps nothing.</summary>
    private sealed class CountingStream : Stream
    {
        private long count;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => count;

        public override long Position { get => count; set => throw new NotSupportedException(); }

        public override void Flush()
        {
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer) => count += buffer.Length;

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
