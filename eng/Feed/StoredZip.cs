using System.Text;

namespace PruneBuild.Eng.Feed;

/// <summary>Writes zip archives whose bytes depend on nothing but names and contents.</summary>
/// <remarks>
/// Lock files record the hash of a package's bytes. The runtime's own zip writer notes the operating system, and deflate's output
/// differs between versions of its library; so entries are stored uncompressed, with one fixed time, by this writer.
/// Layout after PKWARE's APPNOTE.TXT, sections 4.3.7 (local header), 4.3.12 (central directory), 4.3.16 (end record).
/// </remarks>
internal sealed class StoredZip(Stream output) : IDisposable
{
    private const ushort ZipVersion = 20;
    private const ushort Utf8Names = 1 << 11;
    private const ushort MidnightTime = 0;
    private const ushort FirstOf2000 = (2000 - 1980) << 9 | 1 << 5 | 1;

    private readonly List<(string Name, uint Crc, uint Length, uint Offset)> entries = [];
    private readonly BinaryWriter writer = new(output);

    /// <summary>Appends one entry. Archives stay below 4 GiB: the sizes of the plain zip format.</summary>
    public void Add(string name, byte[] content)
    {
        var entry = (Name: name, Crc: Crc32.Of(content), Length: (uint)content.Length, Offset: checked((uint)output.Position));
        writer.Write(0x04034b50u);
        WriteCommon(entry.Name, entry.Crc, entry.Length);
        writer.Write(Encoding.UTF8.GetBytes(name));
        writer.Write(content);
        entries.Add(entry);
    }

    /// <summary>Writes the central directory. Nothing may be added after it.</summary>
    public void Finish()
    {
        var start = checked((uint)output.Position);
        foreach (var entry in entries)
            WriteDirectoryEntry(entry);
        var length = checked((uint)output.Position) - start;
        writer.Write(0x06054b50u);
        writer.Write(0u); // this disk, and the disk of the directory
        writer.Write((ushort)entries.Count);
        writer.Write((ushort)entries.Count);
        writer.Write(length);
        writer.Write(start);
        writer.Write((ushort)0); // no comment
        writer.Flush();
    }

    /// <inheritdoc />
    public void Dispose() => writer.Dispose();

    private void WriteDirectoryEntry((string Name, uint Crc, uint Length, uint Offset) entry)
    {
        writer.Write(0x02014b50u);
        writer.Write(ZipVersion); // made by
        WriteCommon(entry.Name, entry.Crc, entry.Length);
        writer.Write((ushort)0); // comment length
        writer.Write((ushort)0); // disk
        writer.Write((ushort)0); // internal attributes
        writer.Write(0u); // external attributes
        writer.Write(entry.Offset);
        writer.Write(Encoding.UTF8.GetBytes(entry.Name));
    }

    private void WriteCommon(string name, uint crc, uint length)
    {
        writer.Write(ZipVersion); // needed to extract
        writer.Write(Utf8Names);
        writer.Write((ushort)0); // stored
        writer.Write(MidnightTime);
        writer.Write(FirstOf2000);
        writer.Write(crc);
        writer.Write(length); // compressed
        writer.Write(length);
        writer.Write((ushort)Encoding.UTF8.GetByteCount(name));
        writer.Write((ushort)0); // extra field length
    }
}
