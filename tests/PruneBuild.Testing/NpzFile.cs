using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;
using PruneBuild.Onnx;

namespace PruneBuild.Testing;

/// <summary>Reads NumPy's <c>.npz</c> archives of little-endian, row-major arrays of numbers:
/// recorded inputs, outputs and gradients.</summary>
public static partial class NpzFile
{
    /// <summary>All arrays of an archive, by name.</summary>
    /// <exception cref="InvalidDataException">An array is of another type or order.</exception>
    public static IReadOnlyDictionary<string, Tensor> Read(string path)
    {
        using var archive = ZipFile.OpenRead(path);
        return archive.Entries.ToDictionary(entry => entry.FullName[..^".npy".Length], entry => ReadArray(entry, path));
    }

    /// <summary>The bytes of a <c>.npy</c> file.</summary>
    /// <param name="type">Type of the elements in NumPy's words, such as <c>&lt;f4</c>.</param>
    /// <param name="shape">Sizes, such as <c>2, 3</c>.</param>
    /// <param name="elements">The elements, row-major.</param>
    public static byte[] ArrayFile(string type, string shape, ReadOnlySpan<byte> elements)
    {
        var header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({shape}), }}\n";
        return
        [
            0x93, .. "NUMPY"u8, 1, 0, .. BitConverter.GetBytes((ushort)header.Length), .. System.Text.Encoding.ASCII.GetBytes(header),
            .. elements,
        ];
    }

    private static Tensor ReadArray(ZipArchiveEntry entry, string path)
    {
        using var stream = entry.Open();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        var bytes = copy.ToArray();
        // \x93NUMPY, two bytes of version, the header's length (two bytes in version 1, four later), the header, the elements.
        var (start, length) = bytes[6] == 1 ? (10, BitConverter.ToUInt16(bytes, 8)) : (12, BitConverter.ToInt32(bytes, 8));
        var header = Header().Match(System.Text.Encoding.Latin1.GetString(bytes, start, length));
        if (!header.Success || header.Groups["order"].Value != "False")
            throw new InvalidDataException($"'{entry.FullName}' of {path} has a header that is not read here.");
        var shape = header.Groups["shape"].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(size => long.Parse(size, CultureInfo.InvariantCulture)).ToValueList();
        return new Tensor(TypeOf(header.Groups["type"].Value, entry.FullName), shape, bytes.AsMemory(start + length));
    }

    private static ElementType TypeOf(string code, string array) => code switch
    {
        "<f4" => ElementType.Float,
        "<f8" => ElementType.Double,
        "<f2" => ElementType.Float16,
        "<i8" => ElementType.Int64,
        "<i4" => ElementType.Int32,
        "<i2" => ElementType.Int16,
        "|i1" => ElementType.Int8,
        "|u1" => ElementType.UInt8,
        "|b1" => ElementType.Bool,
        _ => throw new InvalidDataException($"'{array}' has the type '{code}'."),
    };

    [GeneratedRegex(@"'descr': '(?<type>[^']+)', 'fortran_order': (?<order>\w+), 'shape': \((?<shape>[^)]*)\)")]
    private static partial Regex Header();
}
