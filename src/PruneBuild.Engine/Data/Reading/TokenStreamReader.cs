using System.Buffers.Binary;
using System.Globalization;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Data.Tables;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Data.Reading;

/// <summary>Reads <c>.u16</c> and <c>.u32</c>: token ids one after the other, little-endian, cut into windows.</summary>
internal static class TokenStreamReader
{
    /// <summary>Name of the column of token ids.</summary>
    public const string TokensColumn = "tokens";

    /// <summary>The stream as a table of <c>tokens</c>, Int64 [n, length]. What is left over at the end is left out.</summary>
    /// <param name="path">File.</param>
    /// <param name="length">Tokens of a window.</param>
    /// <returns>The table; or PB3020, PB3022 (half a token), PB3026, PB3027 (not one whole window).</returns>
    public static Result<RecordTable> Read(string path, int length)
    {
        var read = DataFile.Read(path, DataLimits.BlockBytes / 4);
        if (!read.IsOk)
            return read.As<RecordTable>();
        var width = DataFile.Extension(path) == ".u16" ? 2 : 4;
        if (read.Value.Length % width != 0)
            return DataFile.Malformed<RecordTable>(path, $"{read.Value.Length} bytes are no whole number of {8 * width}-bit tokens");
        var ids = new long[read.Value.Length / width];
        for (var i = 0; i < ids.Length; i++)
        {
            var element = read.Value.AsSpan(i * width);
            ids[i] = width == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(element) : BinaryPrimitives.ReadUInt32LittleEndian(element);
        }

        return Windows(path, ids, length);
    }

    /// <summary>Token ids cut into windows.</summary>
    public static Result<RecordTable> Windows(string path, long[] ids, int length)
    {
        var count = ids.Length / length;
        if (count == 0)
            return DataFile.Malformed<RecordTable>(
                path, string.Create(CultureInfo.InvariantCulture, $"its {ids.Length} tokens are fewer than one window of {length}"));
        var values = Tensor.Of(ids[..(count * length)], [count, length]);
        return Result<RecordTable>.Ok(new RecordTable(path, count, [new TensorColumn(TokensColumn, values)]) { AreWindows = true });
    }
}
