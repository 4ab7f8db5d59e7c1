using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace PruneBuild.Engine.Data.Reading;

/// <summary>The header of NumPy's array format, versions 1 to 3.</summary>
/// <param name="Type">Element type.</param>
/// <param name="IsFortranOrder">True when the first axis varies fastest.</param>
/// <param name="Shape">Sizes, outermost first.</param>
internal sealed record NpyHeader(NpyType Type, bool IsFortranOrder, ValueList<long> Shape)
{
    private const int MaximumLength = 1 << 16;

    /// <summary>Number of elements; null when it does not fit into 63 bits.</summary>
    public long? Elements
    {
        get
        {
            long count = 1;
            foreach (var size in Shape)
            {
                if (size > 0 && count > long.MaxValue / 16 / size)
                    return null;
                count *= size;
            }

            return count;
        }
    }

    /// <summary>Reads the header, and leaves the stream at the first element.</summary>
    /// <returns>The header, or why there is none.</returns>
    /// <exception cref="EndOfStreamException">The stream ends inside the header.</exception>
    public static (NpyHeader? Header, string? Reason) Read(Stream stream)
    {
        Span<byte> start = stackalloc byte[8];
        stream.ReadExactly(start);
        if (start[0] != 0x93 || !start[1..6].SequenceEqual("NUMPY"u8))
            return (null, "it does not begin as a NumPy array does");
        var isLong = start[6] >= 2;
        if (start[6] is < 1 or > 3)
            return (null, $"its format version {start[6]} is none of 1, 2 and 3");
        Span<byte> sizes = stackalloc byte[4];
        stream.ReadExactly(sizes[..(isLong ? 4 : 2)]);
        var length = isLong ? BinaryPrimitives.ReadUInt32LittleEndian(sizes) : BinaryPrimitives.ReadUInt16LittleEndian(sizes);
        if (length > MaximumLength)
            return (null, $"its header claims to be {length} bytes long");
        var text = new byte[length];
        stream.ReadExactly(text);
        return Parse(Encoding.UTF8.GetString(text));
    }

    /// <summary>Parses the literal <c>{'descr': '&lt;f4', 'fortran_order': False, 'shape': (3, 4), }</c>.</summary>
    public static (NpyHeader? Header, string? Reason) Parse(string text)
    {
        var description = After(text, "'descr':") is ['\'', ..] quoted ? quoted[1..].Split('\'')[0] : null;
        if (description is null)
            return (null, "its element type is a record, or missing; save one array for each field");
        var (type, reason) = NpyType.Parse(description);
        if (type is null)
            return (null, reason);
        var order = After(text, "'fortran_order':");
        var shape = After(text, "'shape':") is ['(', ..] tuple && tuple.IndexOf(')') is var end and > 0 ? tuple[1..end] : null;
        if (shape is null || !(order.StartsWith("True", StringComparison.Ordinal) || order.StartsWith("False", StringComparison.Ordinal)))
            return (null, "its header lacks the shape or the order");
        var sizes = new List<long>();
        foreach (var size in shape.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!long.TryParse(size.TrimEnd('L'), NumberStyles.None, CultureInfo.InvariantCulture, out var value))
                return (null, $"its shape holds '{size}'");
            sizes.Add(value);
        }

        return (new NpyHeader(type, order[0] == 'T', sizes.ToValueList()), null);
    }

    private static string After(string text, string key)
    {
        var at = text.IndexOf(key, StringComparison.Ordinal);
        return at < 0 ? "" : text[(at + key.Length)..].TrimStart();
    }
}
