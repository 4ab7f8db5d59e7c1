using System.Buffers.Binary;

namespace PruneBuild.Engine.Data.Preparation;

/// <summary>
/// What is wrong with a JPEG file. The decoder of ONNX Runtime Extensions ends the process, with no more than a line on the error stream,
/// where libjpeg gives up; so a file is looked through before it gets there. Whatever makes libjpeg give up is a defect here, by
/// ITU-T T.81 and by what it does not decode; damaged pixels are none, since it goes on behind them, but the end must be there, for which
/// the decoder would wait.
/// </summary>
internal ref struct JpegDefect
{
    private const string TooShort = "ends too early";

    private const int SelectorCount = 4, CoefficientCount = 64, MostBlocksOfUnit = 10, MostSide = 65500;

    private readonly ReadOnlySpan<byte> file;
    private readonly List<Component> components = [];

    // Bits are numbers of tables that were defined.
    private int quantisers, directTables, alternatingTables;
    private byte frame;
    private int position = 2;
    private bool hasScan;

    private JpegDefect(ReadOnlySpan<byte> file) => this.file = file;

    /// <summary>True for a file that begins as a JPEG does.</summary>
    public static bool Begins(ReadOnlySpan<byte> file) => file is [0xFF, 0xD8, ..];

    /// <summary>What is wrong, in words that follow "it"; null for a file that can be decoded, if perhaps with damaged pixels.</summary>
    /// <param name="file">It <see cref="Begins" /> as a JPEG.</param>
    public static string? Of(ReadOnlySpan<byte> file) => new JpegDefect(file).Find();

    private string? Find()
    {
        while (NextMarker() is { } marker)
        {
            if (marker == 0xD9)
                return hasScan ? null : "has no pixels";
            if (Segment(marker) is { } defect)
                return defect;
        }

        return TooShort;
    }

    /// <summary>The marker from here on, past bytes of pixels and those that are no marker; null at the end of the file.</summary>
    private byte? NextMarker()
    {
        for (; position + 1 < file.Length; position++)
        {
            if (file[position] != 0xFF || file[position + 1] is 0x00 or 0xFF)
                continue;
            position += 2;
            return file[position - 1];
        }

        return null;
    }

    private string? Segment(byte marker)
    {
        if (marker is 0x01 or >= 0xD0 and <= 0xD7)
            return null;
        if (marker == 0xD8)
            return "begins a second time";
        if (position + 2 > file.Length)
            return TooShort;
        var length = BinaryPrimitives.ReadUInt16BigEndian(file[position..]);
        if (length < 2)
            return $"has a segment of {length} bytes";
        if (position + length > file.Length)
            return TooShort;
        var content = file.Slice(position + 2, length - 2);
        position += length;
        return marker switch
        {
            0xC0 or 0xC1 or 0xC2 => Frame(marker, content),
            0xC4 => HuffmanTables(content),
            0xC9 or 0xCA or 0xCC => "is coded arithmetically",
            >= 0xC3 and <= 0xCF => "is lossless or hierarchical",
            0xDA => Scan(content),
            0xDB => Quantisers(content),
            0xDD => content.Length == 2 ? null : "has a restart interval that is no number",
            0xDC or (>= 0xE0 and <= 0xEF) or 0xFE => null,
            _ => $"has a segment of unknown kind {marker:X2}",
        };
    }

    private string? Frame(byte marker, ReadOnlySpan<byte> content)
    {
        if (frame != 0)
            return "has two frames";
        if (content.Length < 6 || content.Length != 6 + (3 * content[5]))
            return "has a frame of the wrong length";
        var (height, width) = (BinaryPrimitives.ReadUInt16BigEndian(content[1..]), BinaryPrimitives.ReadUInt16BigEndian(content[3..]));
        if (content[0] != 8)
            return $"has {content[0]} bits per sample, and 8 can be decoded";
        if (height is 0 or > MostSide || width is 0 or > MostSide)
            return $"is {width}×{height} pixels large";
        if (ImageDefect.OfSize(width, height) is { } tooLarge)
            return tooLarge;
        if (content[5] is not (1 or 3))
            return content[5] == 4 ? "has four colours (CMYK); save it as RGB" : $"has {content[5]} colours";
        for (var rest = content[6..]; rest.Length > 0; rest = rest[3..])
        {
            if ((rest[1] >> 4) is 0 or > 4 || (rest[1] & 15) is 0 or > 4)
                return "samples a colour in a way that is not allowed";
            components.Add(new Component(rest[0], rest[1] >> 4, rest[1] & 15, rest[2]));
        }

        frame = marker;
        var (columns, rows) = (components.Max(one => one.Columns), components.Max(one => one.Rows));
        return components.TrueForAll(one => columns % one.Columns == 0 && rows % one.Rows == 0)
            ? null
            : "samples one colour at a fraction of another";
    }

    private string? Quantisers(ReadOnlySpan<byte> content)
    {
        while (content.Length > 0)
        {
            var (number, size) = (content[0] & 15, 1 + (CoefficientCount * (content[0] < 16 ? 1 : 2)));
            if (number >= SelectorCount || content.Length < size)
                return "has a quantisation table that is broken";
            quantisers |= 1 << number;
            content = content[size..];
        }

        return null;
    }

    private string? HuffmanTables(ReadOnlySpan<byte> content)
    {
        const string broken = "has a Huffman table that is broken";
        while (content.Length > 0)
        {
            if (content.Length < 17 || (content[0] & ~0x10) >= SelectorCount)
                return broken;
            var (isDirect, symbols, free) = (content[0] < 16, 0, 1);
            foreach (var count in content[1..17])
            {
                symbols += count;
                // One of each length is left over, for no code is all ones.
                free = (2 * free) - count;
                if (free <= 0)
                    return broken;
            }

            if (symbols > 256 || content.Length < 17 + symbols
                || (isDirect && content.Slice(17, symbols).ContainsAnyExceptInRange((byte)0, (byte)15)))
                return broken;
            (isDirect ? ref directTables : ref alternatingTables) |= 1 << (content[0] & 15);
            content = content[(17 + symbols)..];
        }

        return null;
    }

    private string? Scan(ReadOnlySpan<byte> content)
    {
        const string broken = "has a scan that is broken";
        if (frame == 0)
            return "has pixels before it says how many";
        if (content.Length < 1 || content[0] is 0 or > 4 || content.Length != 4 + (2 * content[0]))
            return broken;
        var (count, first, last, refinement, shift) = (content[0], content[^3], content[^2], content[^1] >> 4, content[^1] & 15);
        var isProgressive = frame == 0xC2;
        if (isProgressive ? !IsProgression(count, first, last, refinement, shift) : frame == 0xC1 && (first, last) != (0, 63))
            return broken;
        var (needsDirect, needsAlternating) = (!isProgressive || (first == 0 && refinement == 0), !isProgressive || first > 0);
        var blocks = 0;
        HashSet<byte> seen = [];
        for (var rest = content[1..^3]; rest.Length > 0; rest = rest[2..])
        {
            var id = rest[0];
            if (components.Find(one => one.Id == id) is not { } component || !seen.Add(id))
                return broken;
            if (!IsDefined(quantisers, component.Quantiser))
                return "lacks a quantisation table";
            if ((needsDirect && !IsDefined(directTables, rest[1] >> 4))
                || (needsAlternating && !IsDefined(alternatingTables, rest[1] & 15)))
                return "lacks a Huffman table";
            blocks += component.Columns * component.Rows;
        }

        hasScan = true;
        return count > 1 && blocks > MostBlocksOfUnit ? broken : null;
    }

    private static bool IsDefined(int tables, int number) => number < SelectorCount && (tables >> number & 1) == 1;

    /// <summary>Which coefficients a progressive scan brings, and which of their bits.</summary>
    private static bool IsProgression(int count, int first, int last, int refinement, int shift) =>
        (first == 0 ? last == 0 : last >= first && last < CoefficientCount && count == 1)
        && (refinement == 0 || shift == refinement - 1) && shift <= 13;

    /// <summary>A colour of the frame.</summary>
    /// <param name="Id">What scans call it.</param>
    /// <param name="Columns">Its samples, across, where the least sampled colour has one.</param>
    /// <param name="Rows">The same, down.</param>
    /// <param name="Quantiser">Number of its table.</param>
    private sealed record Component(byte Id, int Columns, int Rows, int Quantiser);
}
