using System.Globalization;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Data.Reading;

/// <summary>An element type of NumPy's array format, <c>&lt;f4</c> and its kin.</summary>
/// <param name="Element">The tensor's element type; <see cref="ElementType.String" /> for text.</param>
/// <param name="Width">Bytes of one element in the file.</param>
/// <param name="SwapWidth">Bytes that are reversed together in a big-endian file; 1 for none.</param>
/// <param name="IsUnicode">Text: true for four bytes a character, false for one.</param>
internal sealed record NpyType(ElementType Element, int Width, int SwapWidth, bool IsUnicode = false)
{
    private const int MaximumTextLength = 1 << 20;

    /// <summary>The type that a description means, or why it is not read.</summary>
    public static (NpyType? Type, string? Reason) Parse(string description)
    {
        if (description.Length < 2 || !int.TryParse(description.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var width))
            return description is "|O" or "O"
                ? (null, "it holds pickled Python objects, which are programs and are never read; save numbers or text")
                : (null, $"its element type '{description}' is not known");
        var (order, kind) = (description[0], description[1]);
        var swap = order == '>' || (order == '=' && !BitConverter.IsLittleEndian);
        if (kind is 'U' or 'S' && width <= MaximumTextLength)
            return (new NpyType(ElementType.String, kind == 'U' ? 4 * width : width, kind == 'U' && swap ? 4 : 1, kind == 'U'), null);
        var element = (kind, width) switch
        {
            ('f', 2) => ElementType.Float16,
            ('f', 4) => ElementType.Float,
            ('f', 8) => ElementType.Double,
            ('i', 1) => ElementType.Int8,
            ('i', 2) => ElementType.Int16,
            ('i', 4) => ElementType.Int32,
            ('i', 8) => ElementType.Int64,
            ('u', 1) => ElementType.UInt8,
            ('u', 2) => ElementType.UInt16,
            ('u', 4) => ElementType.UInt32,
            ('u', 8) => ElementType.UInt64,
            ('b', 1) => ElementType.Bool,
            ('c', 8) => ElementType.Complex64,
            ('c', 16) => ElementType.Complex128,
            _ => ElementType.Undefined,
        };
        return element == ElementType.Undefined
            ? (null, $"its element type '{description}' is not known")
            : (new NpyType(element, width, swap ? kind == 'c' ? width / 2 : width : 1), null);
    }
}
