using System.Text;
using PruneBuild.Diagnostics;

namespace PruneBuild.Engine.Data.Reading;

/// <summary>Text files: UTF-8 with or without a byte-order mark, or UTF-16 with one.</summary>
internal static class DataText
{
    /// <summary>The text of a file, without its byte-order mark.</summary>
    /// <returns>The text; or what <see cref="DataFile.Read" /> says; or PB3022 at the line that is not valid text.</returns>
    public static Result<string> Read(string path, long limit = DataLimits.TextBytes)
    {
        var read = DataFile.Read(path, limit);
        return read.IsOk ? Decode(path, read.Value) : read.As<string>();
    }

    /// <summary>A text with line feeds alone at its line ends, which a checkout on Windows turns into pairs.</summary>
    public static string WithLineFeeds(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal);

    private static Result<string> Decode(string path, ReadOnlySpan<byte> bytes)
    {
        var (encoding, mark) = bytes switch
        {
            [0xEF, 0xBB, 0xBF, ..] => ((Encoding)new UTF8Encoding(false, true), 3),
            [0xFF, 0xFE, ..] => (new UnicodeEncoding(false, true, true), 2),
            [0xFE, 0xFF, ..] => (new UnicodeEncoding(true, true, true), 2),
            _ => (new UTF8Encoding(false, true), 0),
        };
        try
        {
            return Result<string>.Ok(encoding.GetString(bytes[mark..]));
        }
        catch (DecoderFallbackException error)
        {
            var line = 1 + bytes[..Math.Clamp(mark + error.Index, 0, bytes.Length)].Count((byte)'\n');
            return DataFile.Malformed<string>(
                path, $"byte {mark + error.Index} is not valid {encoding.WebName.ToUpperInvariant()} text", line, 1);
        }
    }
}
