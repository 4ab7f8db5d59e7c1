using System.IO.Compression;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Data.Tables;

namespace PruneBuild.Engine.Data.Reading;

/// <summary>Reads <c>.npz</c>: a zip archive of arrays, stored or deflated, each a column.</summary>
internal static class NpzReader
{
    /// <summary>The archive as a table; every array has one row a record.</summary>
    /// <returns>The table; or PB3020, PB3022 (malformed), PB3026 (too large), PB3027 (empty),
    /// PB3028 (arrays of different lengths).</returns>
    public static Result<RecordTable> Read(string path) => DataFile.Guard(path, () =>
    {
        using var file = File.OpenRead(path);
        using var archive = new ZipArchive(file, ZipArchiveMode.Read);
        var columns = new List<Column>();
        foreach (var entry in archive.Entries)
        {
            var column = ReadEntry(path, entry);
            if (!column.IsOk)
                return column.As<RecordTable>();
            if (columns.Exists(known => known.Name == column.Value.Name))
                return DataFile.Malformed<RecordTable>(path, $"it holds two arrays called '{column.Value.Name}'");
            columns.Add(column.Value);
        }

        return ToTable(path, columns);
    });

    private static Result<Column> ReadEntry(string path, ZipArchiveEntry entry)
    {
        var name = entry.FullName.EndsWith(".npy", StringComparison.OrdinalIgnoreCase) ? entry.FullName[..^4] : entry.FullName;
        if (entry.Length > Math.Min(entry.CompressedLength, long.MaxValue / DataLimits.DeflateRatio) * DataLimits.DeflateRatio)
            return DataFile.Malformed<Column>(
                path, $"'{name}' claims {DataLimits.Text(entry.Length)} in {entry.CompressedLength} compressed bytes");
        if (entry.Length > DataLimits.BlockBytes)
            return DataFile.TooLarge<Column>(path, entry.Length, DataLimits.BlockBytes);
        using var stream = entry.Open();
        return NpyReader.ReadColumn(path, name, stream, entry.Length);
    }

    private static Result<RecordTable> ToTable(string path, List<Column> columns)
    {
        if (columns.Count == 0 || columns[0].Count == 0)
            return Result<RecordTable>.Fail(DiagnosticCatalog.DataEmpty, new SourceSpan(path), path);
        var other = columns.Find(column => column.Count != columns[0].Count);
        return other is null
            ? Result<RecordTable>.Ok(new RecordTable(path, columns[0].Count, columns.ToValueList()))
            : Result<RecordTable>.Fail(
                DiagnosticCatalog.DataCountsDiffer, new SourceSpan(path), path, columns[0].Name, columns[0].Count, other.Name, other.Count);
    }
}
