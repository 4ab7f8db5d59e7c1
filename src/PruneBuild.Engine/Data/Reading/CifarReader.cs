using PruneBuild.Diagnostics;
using PruneBuild.Engine.Data.Tables;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Data.Reading;

/// <summary>
/// Reads the binary form of CIFAR-10 (<c>.bin</c>, <c>.bin.gz</c>): records of 3,073 bytes, a label and 32 × 32 pixels in three planes.
/// </summary>
internal static class CifarReader
{
    private const int Pixels = 3 * 32 * 32;
    private const int RecordBytes = Pixels + 1;

    /// <summary>The file as a table of <c>image</c> (bytes, [n, 3, 32, 32]) and <c>label</c>.</summary>
    /// <returns>The table; or PB3020, PB3022 (not a whole number of records), PB3026, PB3027.</returns>
    public static Result<RecordTable> Read(string path)
    {
        var read = DataFile.Read(path);
        if (!read.IsOk)
            return read.As<RecordTable>();
        var bytes = read.Value;
        if (bytes.Length == 0)
            return Result<RecordTable>.Fail(DiagnosticCatalog.DataEmpty, new SourceSpan(path), path);
        if (bytes.Length % RecordBytes != 0)
            return DataFile.Malformed<RecordTable>(
                path, $"{bytes.Length} bytes are no whole number of CIFAR-10 records of {RecordBytes} bytes");
        var count = bytes.Length / RecordBytes;
        var (images, labels) = (new byte[count * Pixels], new byte[count]);
        for (var i = 0; i < count; i++)
        {
            labels[i] = bytes[i * RecordBytes];
            bytes.AsSpan((i * RecordBytes) + 1, Pixels).CopyTo(images.AsSpan(i * Pixels));
        }

        return Result<RecordTable>.Ok(new RecordTable(path, count,
        [
            new TensorColumn("image", new Tensor(ElementType.UInt8, [count, 3, 32, 32], images)),
            new TensorColumn("label", new Tensor(ElementType.UInt8, [count], labels)),
        ]));
    }
}
