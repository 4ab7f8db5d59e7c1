using System.Formats.Tar;
using System.IO.Compression;

namespace PruneBuild.Eng.Feed;

/// <summary>Takes chosen files out of npm tarballs.</summary>
internal static class Tarballs
{
    /// <summary>Extracts the files that <paramref name="wanted" /> names; paths are relative to the tarball's "package" folder.</summary>
    /// <exception cref="InvalidDataException">An entry would leave <paramref name="folder" />.</exception>
    public static void Extract(string tarball, string folder, Func<string, bool> wanted)
    {
        var root = Path.GetFullPath(folder) + Path.DirectorySeparatorChar;
        using var gzip = new GZipStream(File.OpenRead(tarball), CompressionMode.Decompress);
        using var reader = new TarReader(gzip);
        while (reader.GetNextEntry() is { } entry)
        {
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile))
                continue;
            var name = entry.Name[(entry.Name.IndexOf('/', StringComparison.Ordinal) + 1)..];
            if (!wanted(name))
                continue;
            var target = Path.GetFullPath(Path.Combine(root, name));
            if (!target.StartsWith(root, StringComparison.Ordinal))
                throw new InvalidDataException($"{tarball}: the entry '{entry.Name}' leads out of the folder");
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            entry.ExtractToFile(target, overwrite: true);
        }
    }
}
