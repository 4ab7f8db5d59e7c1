using System.Buffers;
using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using System.Text;
using PruneBuild.Engine.Data.Reading;

namespace PruneBuild.Engine.Artifacts;

/// <summary>SHA-256 of content, as 64 lower-case hexadecimal digits.</summary>
public static class ContentHash
{
    /// <summary>Hash of a file's bytes.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static string OfFile(string path)
    {
        using var file = File.OpenHandle(
            path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, FileOptions.SequentialScan);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var block = ArrayPool<byte>.Shared.Rent(1 << 17);
        try
        {
            var offset = 0L;
            for (int count; (count = RandomAccess.Read(file, block, offset)) > 0; offset += count)
                hash.AppendData(block, 0, count);
            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    /// <summary>Hash of bytes.</summary>
    public static string OfBytes(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Hash of a text as UTF-8.</summary>
    public static string OfText(string text) => OfBytes(Encoding.UTF8.GetBytes(text));

    /// <summary>Hash of a file, or of a folder: the names below it that count in ordinal order, with <c>/</c>, and the hash of
    /// each file.</summary>
    public static string OfPath(string path)
    {
        if (!Directory.Exists(path))
            return OfFile(path);
        var files = DataFolder.Files(path).ToArray();
        var names = Array.ConvertAll(files, file => Path.GetRelativePath(path, file).Replace('\\', '/'));
        Array.Sort(names, files, StringComparer.Ordinal);
        var hashes = OfAll(files);
        var text = new StringBuilder();
        for (var i = 0; i < names.Length; i++)
            AddPart(text, names[i], hashes[i]);
        return OfText(text.ToString());
    }

    /// <summary>Hash of a file or folder; null when there is neither.</summary>
    public static string? OfPathIfThere(string path) => File.Exists(path) || Directory.Exists(path) ? OfPath(path) : null;

    /// <summary>Hash of the files of one thing: a single file's own, as <c>sha256sum</c> gives it;
    /// else that of all hashes in the order given.</summary>
    /// <param name="hashes">Hash of each file; not empty.</param>
    public static string OfFiles(params IReadOnlyList<string> hashes) =>
        hashes.Count == 1 ? hashes[0] : OfParts([.. hashes.Select((hash, i) => (i.ToString(CultureInfo.InvariantCulture), hash))]);

    /// <summary>Hash of named parts in the order given; every name and value is set off by its length,
    /// so that no two lists run together.</summary>
    public static string OfParts(params IReadOnlyList<(string Name, string Value)> parts)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in parts)
            AddPart(text, name, value);
        return OfText(text.ToString());
    }

    private static void AddPart(StringBuilder text, string name, string value) =>
        text.Append(name.Length).Append(':').Append(name).Append('=').Append(value.Length).Append(':').Append(value).Append('\n');

    /// <summary>Hashes of files, in their order; on all cores.</summary>
    private static string[] OfAll(string[] files)
    {
        var hashes = new string[files.Length];
        try
        {
            Parallel.For(0, files.Length, i => hashes[i] = OfFile(files[i]));
        }
        catch (AggregateException failures)
        {
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }

        return hashes;
    }
}
