using System.Buffers.Binary;
using System.Text.RegularExpressions;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Data.Tables;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Data.Reading;

/// <summary>
/// Reads the IDX form of MNIST: a file of images and, beside it, the file of labels whose name differs in <c>labels</c> for <c>images</c>
/// and <c>idx1</c> for <c>idx3</c>.
/// </summary>
internal static partial class IdxReader
{
    /// <summary>True for the names that MNIST's files have.</summary>
    public static bool IsIdx(string path) => DataFile.Extension(path) == ".idx" || MnistName().IsMatch(path);

    /// <summary>The files as a table of <c>image</c> ([n, 1, h, w] for images; else as stored) and, when there are any,
    /// <c>label</c>.</summary>
    /// <returns>The table; or PB3020, PB3022, PB3026, PB3027, PB3028 (another number of labels than images).</returns>
    public static Result<RecordTable> Read(string path)
    {
        var images = ReadColumn(path, "image");
        var labelPath = LabelsOf(path);
        if (!images.IsOk || labelPath == path || !File.Exists(labelPath))
            return images.IsOk
                ? Result<RecordTable>.Ok(new RecordTable(path, images.Value.Count, [images.Value]))
                : images.As<RecordTable>();
        var labels = ReadColumn(labelPath, "label");
        if (!labels.IsOk)
            return labels.As<RecordTable>();
        return labels.Value.Count == images.Value.Count
            ? Result<RecordTable>.Ok(new RecordTable(path, images.Value.Count, [images.Value, labels.Value]))
            : Result<RecordTable>.Fail(DiagnosticCatalog.DataCountsDiffer,
                new SourceSpan(labelPath), labelPath, "image", images.Value.Count, "label", labels.Value.Count);
    }

    /// <summary>The file that holds the labels of a file of images; the same path when the name is none of MNIST's.</summary>
    public static string LabelsOf(string path) => Path.Combine(
        Path.GetDirectoryName(path) ?? "",
        Path.GetFileName(path).Replace("images", "labels", StringComparison.Ordinal).Replace("idx3", "idx1", StringComparison.Ordinal));

    [GeneratedRegex(@"-idx[1-8]-ubyte(\.gz)?\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex MnistName();

    private static Result<TensorColumn> ReadColumn(string path, string name)
    {
        var read = DataFile.Read(path);
        if (!read.IsOk)
            return read.As<TensorColumn>();
        var bytes = read.Value;
        if (bytes is not [0, 0, 8, var rank and >= 1 and <= 8, ..] || bytes.Length < 4 + (4 * rank))
            return DataFile.Malformed<TensorColumn>(path, "it does not begin as an IDX file of bytes does");
        var shape = new List<long>();
        long count = 1;
        for (var axis = 0; axis < rank; axis++)
        {
            shape.Add(BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(4 + (4 * axis))));
            count = Math.Min(count, int.MaxValue) * shape[axis];
        }

        if (count != bytes.Length - 4 - (4 * rank))
            return DataFile.Malformed<TensorColumn>(path, $"its shape ({string.Join(", ", shape)}) does not fit its {bytes.Length} bytes");
        if (count == 0)
            return Result<TensorColumn>.Fail(DiagnosticCatalog.DataEmpty, new SourceSpan(path), path);
        if (rank == 3)
            shape.Insert(1, 1);
        return Result<TensorColumn>.Ok(new TensorColumn(
            name, new Tensor(ElementType.UInt8, shape.ToValueList(), bytes.AsMemory(4 + (4 * rank)))));
    }
}
