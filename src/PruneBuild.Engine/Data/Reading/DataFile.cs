using System.IO.Compression;
using System.Security;
using PruneBuild.Diagnostics;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Data.Reading;

/// <summary>Opens and reads files of data: what a user can get wrong about a file becomes a diagnostic here.</summary>
internal static class DataFile
{
    /// <summary>All bytes of a file; those inside when it ends in <c>.gz</c>.</summary>
    /// <returns>The bytes; or PB3020 (no such file), PB3022 (cannot be read), PB3026 (more than the limit).</returns>
    public static Result<byte[]> Read(string path, long limit = DataLimits.BlockBytes)
    {
        var raw = Guard(path, () => ReadRaw(path, limit));
        if (!raw.IsOk)
            return raw;
        return IsGzip(path) ? Guard(path, () => Decompress(path, raw.Value, limit)) : raw;
    }

    /// <summary>The bytes of an image as a decoder takes them.</summary>
    /// <returns>[bytes]; or as <see cref="Read" />.</returns>
    public static Result<Tensor> ReadImage(string path)
    {
        var bytes = Read(path, DataLimits.ImageBytes);
        return bytes.IsOk ? Result<Tensor>.Ok(new Tensor(ElementType.UInt8, [bytes.Value.Length], bytes.Value)) : bytes.As<Tensor>();
    }

    /// <summary>The extension that says what is inside: <c>.csv</c> of <c>digits.csv.gz</c>; lower case.</summary>
    public static string Extension(string path) =>
        Path.GetExtension(IsGzip(path) ? Path.GetFileNameWithoutExtension(path) : path).ToLowerInvariant();

    /// <summary>Runs what touches the file system, and turns what a file can do wrong into diagnostics.</summary>
    public static Result<T> Guard<T>(string path, Func<Result<T>> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return Result<T>.Fail(DiagnosticCatalog.DataNotFound, null, path);
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException or SecurityException)
        {
            return Result<T>.Fail(DiagnosticCatalog.DataUnreadable, new SourceSpan(path), path, error.Message);
        }
    }

    /// <summary>A failure in the file as a whole.</summary>
    public static Result<T> Malformed<T>(string path, string reason, int line = 0, int column = 0) =>
        Result<T>.Fail(DiagnosticCatalog.DataUnreadable, new SourceSpan(path, line, column), path, reason);

    /// <summary>A file that needs more memory than it may.</summary>
    public static Result<T> TooLarge<T>(string path, long bytes, long limit) =>
        Result<T>.Fail(DiagnosticCatalog.DataTooLarge, new SourceSpan(path), path, DataLimits.Text(bytes), DataLimits.Text(limit));

    private static bool IsGzip(string path) => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);

    private static Result<byte[]> ReadRaw(string path, long limit)
    {
        using var file = File.OpenRead(path);
        if (file.Length > limit)
            return TooLarge<byte[]>(path, file.Length, limit);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return Result<byte[]>.Ok(bytes);
    }

    private static Result<byte[]> Decompress(string path, byte[] raw, long limit)
    {
        using var gzip = new GZipStream(new MemoryStream(raw), CompressionMode.Decompress);
        using var inside = new MemoryStream();
        var block = new byte[1 << 16];
        for (int count; (count = gzip.Read(block)) > 0;)
        {
            if (inside.Length + count > limit)
                return TooLarge<byte[]>(path, inside.Length + count, limit);
            inside.Write(block, 0, count);
        }

        return Result<byte[]>.Ok(inside.ToArray());
    }
}
