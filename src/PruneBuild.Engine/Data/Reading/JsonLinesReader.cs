using System.Text;
using System.Text.Json;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Data.Tables;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Data.Reading;

/// <summary>Reads <c>.jsonl</c>: one object a line. Numbers keep their text, truth values become 1 and 0, lists become arrays.</summary>
internal static class JsonLinesReader
{
    /// <summary>The file as columns, one for each name that occurs.</summary>
    /// <returns>The table; or PB3020, PB3022 at line and column, PB3027 (no records).</returns>
    public static Result<RecordTable> Read(string path)
    {
        var text = DataText.Read(path);
        if (!text.IsOk)
            return text.As<RecordTable>();
        var columns = new JsonColumns(path);
        var all = text.Value.AsSpan();
        var number = 0;

        // Not EnumerateLines: a text may hold U+2028 and its kin as they are, and there they end no line.
        foreach (var range in all.Split('\n'))
        {
            var line = all[range].TrimEnd('\r');
            number++;
            if (line.IsWhiteSpace())
                continue;
            if (ReadLine(columns, line, number) is { } reason)
                return DataFile.Malformed<RecordTable>(path, reason.Message, number, reason.Column);
        }

        return columns.Count == 0
            ? Result<RecordTable>.Fail(DiagnosticCatalog.DataEmpty, new SourceSpan(path), path)
            : Result<RecordTable>.Ok(columns.ToTable());
    }

    private static (string Message, int Column)? ReadLine(JsonColumns columns, ReadOnlySpan<char> line, int number)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(line)];
        Encoding.UTF8.GetBytes(line, bytes);
        var reader = new Utf8JsonReader(bytes);
        try
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
                return ("a line must be one object, { \"name\": value, … }", 1);
            columns.StartRecord(number);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                reader.Read();
                var column = Encoding.UTF8.GetCharCount(bytes.AsSpan(0, (int)reader.TokenStartIndex)) + 1;
                if (!columns.Add(name, Value(ref reader), column))
                    return ($"'{name}' is no text, number, truth value or rectangular list of numbers, or stands twice in this line",
                        column);
            }

            return reader.Read() ? ("text follows the object", line.Length) : null;
        }
        catch (JsonException error)
        {
            var before = (int)Math.Clamp(error.BytePositionInLine ?? 0, 0, bytes.Length);
            return ("the line is not valid JSON", Encoding.UTF8.GetCharCount(bytes.AsSpan(0, before)) + 1);
        }
    }

    // A text, a number's text, a tensor, DBNull for null, or null for what no column can hold.
    private static object? Value(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return reader.GetString();
            case JsonTokenType.Number:
                return new JsonNumber(Encoding.UTF8.GetString(reader.ValueSpan));
            case JsonTokenType.True:
                return new JsonNumber("1");
            case JsonTokenType.False:
                return new JsonNumber("0");
            case JsonTokenType.Null:
                return DBNull.Value;
            case JsonTokenType.StartArray:
                var numbers = new List<double>();
                var shape = Elements(ref reader, numbers);
                return shape is null ? null : Tensor.Of(ElementType.Double, numbers.ToArray(), [.. shape]);
            default:
                reader.Skip();
                return null;
        }
    }

    // Reads a list to its end; its shape, or null when it is not rectangular or holds something else than numbers.
    private static List<long>? Elements(ref Utf8JsonReader reader, List<double> numbers)
    {
        long count = 0;
        List<long>? inner = null;
        var valid = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            List<long>? shape = [];
            if (reader.TokenType == JsonTokenType.StartArray)
                shape = Elements(ref reader, numbers);
            else if (reader.TokenType == JsonTokenType.Number)
                numbers.Add(reader.GetDouble());
            else if (reader.TokenType is JsonTokenType.True or JsonTokenType.False)
                numbers.Add(reader.TokenType == JsonTokenType.True ? 1 : 0);
            else
                shape = null;
            if (reader.TokenType == JsonTokenType.StartObject)
                reader.Skip();
            valid &= shape is not null && (inner is null || shape.SequenceEqual(inner));
            inner ??= shape;
            count++;
        }

        return valid ? [count, .. inner ?? []] : null;
    }
}
