using System.Buffers.Binary;

namespace PruneBuild.Engine.Data.Preparation;

/// <summary>What is wrong with the bytes of an image, before a decoder sees them.</summary>
internal static class ImageDefect
{
    /// <summary>Of more, the floats of three colours take more than 1 GiB, and to resize them ONNX Runtime takes all memory
    /// that there is.</summary>
    private const long MostPixels = (1L << 28) / 3;

    private static ReadOnlySpan<byte> PngSignature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Words that follow "it"; null where a decoder may try. A PNG that is broken raises an exception; of a JPEG see
    /// <see cref="JpegDefect" />.</summary>
    public static string? Of(ReadOnlySpan<byte> file) =>
        file.StartsWith(PngSignature) ? OfPng(file)
        : JpegDefect.Begins(file) ? JpegDefect.Of(file)
        : "is neither a PNG nor a JPEG";

    /// <summary>Words that follow "it", of an image that is too large; null for others.</summary>
    public static string? OfSize(long width, long height) =>
        width * height > MostPixels ? FormattableString.Invariant($"has {width}×{height} pixels, more than {MostPixels:N0}") : null;

    /// <summary>Its first chunk begins with the size.</summary>
    private static string? OfPng(ReadOnlySpan<byte> file) =>
        file.Length < 24
            ? null
            : OfSize(BinaryPrimitives.ReadUInt32BigEndian(file[16..]), BinaryPrimitives.ReadUInt32BigEndian(file[20..]));
}
