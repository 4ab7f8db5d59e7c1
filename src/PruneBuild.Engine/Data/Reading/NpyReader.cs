using System.Text;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Data.Tables;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Data.Reading;

/// <summary>Reads one array in NumPy's format, whatever its element type, byte order and axis order.</summary>
internal static class NpyReader
{
    /// <summary>A <c>.npy</c> file as a table of one column, named like the file; first axis: records.</summary>
    /// <returns>The table; or PB3020, PB3022 (malformed, or the sizes of header and file differ), PB3026, PB3027.</returns>
    public static Result<RecordTable> Read(string path)
    {
        var bytes = DataFile.Read(path);
        if (!bytes.IsOk)
            return bytes.As<RecordTable>();
        using var stream = new MemoryStream(bytes.Value);
        var name = Path.GetFileNameWithoutExtension(path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path);
        var column = DataFile.Guard(path, () => ReadColumn(path, name, stream, stream.Length));
        if (!column.IsOk)
            return column.As<RecordTable>();
        return column.Value.Count == 0
            ? Result<RecordTable>.Fail(DiagnosticCatalog.DataEmpty, new SourceSpan(path), path)
            : Result<RecordTable>.Ok(new RecordTable(path, column.Value.Count, [column.Value]));
    }

    /// <summary>An array as a column.</summary>
    /// <param name="path">File, for messages.</param>
    /// <param name="name">Name of the column.</param>
    /// <param name="stream">At the array's first byte.</param>
    /// <param name="available">Bytes that the stream can give at most: what the header claims is checked
    /// against it before allocation.</param>
    public static Result<Column> ReadColumn(string path, string name, Stream stream, long available)
    {
        var (header, reason) = NpyHeader.Read(stream);
        if (header is null)
            return DataFile.Malformed<Column>(path, $"in '{name}', {reason}");
        if (header.Shape.Count == 0)
            return DataFile.Malformed<Column>(path, $"'{name}' is a single number; the first axis must be records");
        if (header.Elements is not { } count || count > available / Math.Max(1, header.Type.Width))
            return DataFile.Malformed<Column>(
                path, $"'{name}' claims the shape ({string.Join(", ", header.Shape)}), which is more than the file holds");
        if (header.Shape[0] > int.MaxValue || count * header.Type.Width > DataLimits.BlockBytes)
            return DataFile.TooLarge<Column>(path, count * header.Type.Width, DataLimits.BlockBytes);
        var bytes = new byte[count * header.Type.Width];
        stream.ReadExactly(bytes);
        if (stream.ReadByte() >= 0)
            return DataFile.Malformed<Column>(path, $"'{name}' has more bytes than its shape ({string.Join(", ", header.Shape)}) needs");
        if (header.Type.SwapWidth > 1)
            SwapBytes(bytes, header.Type.SwapWidth);
        if (header.IsFortranOrder && header.Shape.Count > 1)
            bytes = ToRowMajor(bytes, header.Shape, header.Type.Width);
        return header.Type.Element == ElementType.String
            ? Texts(path, name, header, bytes)
            : Result<Column>.Ok(new TensorColumn(name, new Tensor(header.Type.Element, header.Shape, bytes)));
    }

    private static Result<Column> Texts(string path, string name, NpyHeader header, byte[] bytes)
    {
        if (header.Shape.Count > 1)
            return DataFile.Malformed<Column>(path, $"'{name}' holds several texts a record; save one array for each");
        var encoding = header.Type.IsUnicode ? Encoding.UTF32 : Encoding.UTF8;
        var texts = new string?[header.Shape[0]];
        for (var i = 0; i < texts.Length; i++)
            texts[i] = encoding.GetString(bytes, i * header.Type.Width, header.Type.Width).TrimEnd('\0');
        return Result<Column>.Ok(new TextColumn(name, texts));
    }

    private static void SwapBytes(byte[] bytes, int width)
    {
        for (var i = 0; i + width <= bytes.Length; i += width)
            bytes.AsSpan(i, width).Reverse();
    }

    private static byte[] ToRowMajor(byte[] bytes, ValueList<long> shape, int width)
    {
        var result = new byte[bytes.Length];
        var index = new long[shape.Count];
        var strides = new long[shape.Count];
        for (var (axis, stride) = (0, 1L); axis < shape.Count; stride *= shape[axis++])
            strides[axis] = stride;
        for (var (target, source) = (0, 0L); target < result.Length; target += width)
        {
            bytes.AsSpan((int)(source * width), width).CopyTo(result.AsSpan(target));
            for (var axis = shape.Count - 1; axis >= 0; axis--)
            {
                source += strides[axis];
                if (++index[axis] < shape[axis])
                    break;
                source -= strides[axis] * shape[axis];
                index[axis] = 0;
            }
        }

        return result;
    }
}
