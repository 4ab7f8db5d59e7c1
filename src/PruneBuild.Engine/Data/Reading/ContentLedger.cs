using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PruneBuild.Engine.Data.Reading;

/// <summary>Everything that was read for a data set, by hash. Filled by one load, on one thread.</summary>
internal sealed class ContentLedger
{
    private readonly SortedDictionary<string, string> entries = new(StringComparer.Ordinal);

    /// <summary>Notes a file's bytes. The name in the ledger is the file's own, so that a moved checkout has the same hash.</summary>
    public void Add(string path, ReadOnlySpan<byte> bytes) => Note($"file {Path.GetFileName(path)}", SHA256.HashData(bytes));

    /// <summary>Notes a file's bytes by reading them; leaves the stream at its start.</summary>
    public void Add(string path, Stream stream)
    {
        stream.Position = 0;
        Note($"file {Path.GetFileName(path)}", SHA256.HashData(stream));
        stream.Position = 0;
    }

    /// <summary>Notes a setting or a name that decides what the records become.</summary>
    public void Add(string setting, string value) => Note($"setting {setting}", SHA256.HashData(Encoding.UTF8.GetBytes(value)));

    /// <summary>SHA-256 of all entries, lower-case hexadecimal. The order in which files were read does not matter.</summary>
    public string Hash() =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            string.Join('\n', entries.Select(entry => $"{entry.Value} {entry.Key}")))));

    // Two files of one name (images in different folders) both count: the hash becomes part of the key.
    private void Note(string name, byte[] hash)
    {
        var text = Convert.ToHexStringLower(hash);
        var key = name;
        for (var i = 2; entries.TryGetValue(key, out var known) && known != text; i++)
            key = string.Create(CultureInfo.InvariantCulture, $"{name} #{i}");
        entries[key] = text;
    }
}
