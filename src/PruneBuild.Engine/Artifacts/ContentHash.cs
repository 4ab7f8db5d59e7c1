using System.Buffers;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using System.Text;

namespace PruneBuild.Engine.Artifacts;

/// <summary>SHA-256 of content, as 64 lower-case hexadecimal digits.</summary>
public static class ContentHash
{
    /// <summary>Hash of a file's bytes.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static string OfFile(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, FileOptions.SequentialScan);
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

    /// <summary>Hash of a file, or of a folder: the names below it in ordinal order, with <c>/</c>, and the hash of each file.</summary>
    public static string OfPath(string path)
    {
        if (!Directory.Exists(path))
            return OfFile(path);
        var files = Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
            .Select(file => (Name: Path.GetRelativePath(path, file).Replace('\\', '/'), File: file))
            .OrderBy(file => file.Name, StringComparer.Ordinal)
            .ToArray();
        var hashes = OfAll(files, file => OfFile(file.File));
        return OfParts([.. files.Zip(hashes, (file, hash) => (file.Name, hash))]);
    }

    /// <summary>Hash of a file or folder; null when there is neither.</summary>
    public static string? OfPathIfThere(string path) => File.Exists(path) || Directory.Exists(path) ? OfPath(path) : null;

    /// <summary>The hashes of several things at once, in their order; on all cores.</summary>
    /// <exception cref="IOException">One of them cannot be read.</exception>
    public static THash[] OfAll<T, THash>(IReadOnlyList<T> items, Func<T, THash> hash)
        where THash : class?
    {
        var hashes = new THash[items.Count];
        try
        {
            Parallel.For(0, items.Count, i => hashes[i] = hash(items[i]));
        }
        catch (AggregateException failures)
        {
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }

        return hashes;
    }

    /// <summary>Hash of named parts in the order given; every name and value is set off by its length, so that no two lists run together.</summary>
    public static string OfParts(params IReadOnlyList<(string Name, string Value)> parts)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in parts)
            text.Append(name.Length).Append(':').Append(name).Append('=').Append(value.Length).Append(':').Append(value).Append('\n');
        return OfText(text.ToString());
    }
}
