using PruneBuild.Diagnostics;
using PruneBuild.Engine.Data.Reading;
using PruneBuild.Engine.Data.Tables;

namespace PruneBuild.Engine.Data;

/// <summary>Reads any file or folder of records, by what its name says.</summary>
internal static class TableReader
{
    /// <summary>The records as columns.</summary>
    /// <param name="path">File or folder.</param>
    /// <param name="header">True when the first line of a table names the columns.</param>
    /// <param name="window">Tokens of a record, for token streams; 0 when not given.</param>
    public static Result<RecordTable> Read(string path, bool header, int window)
    {
        if (Directory.Exists(path))
            return TestDataReader.IsTestData(path) ? TestDataReader.Read(path) : ImageFolderReader.Read(path);
        if (!File.Exists(path))
            return Result<RecordTable>.Fail(DiagnosticCatalog.DataNotFound, null, path);
        if (IdxReader.IsIdx(path))
            return IdxReader.Read(path);
        return DataFile.Extension(path) switch
        {
            ".tsv" or ".csv" => DelimitedReader.Read(path, header),
            ".jsonl" => JsonLinesReader.Read(path),
            ".npz" => NpzReader.Read(path),
            ".npy" => NpyReader.Read(path),
            ".bin" => CifarReader.Read(path),
            ".txt" when window > 0 => PlainTextReader.Read(path),
            ".txt" => DataFile.Malformed<RecordTable>(path, "a text needs 'sequence-length'"),
            ".u16" or ".u32" when window > 0 => TokenStreamReader.Read(path, window),
            ".u16" or ".u32" => DataFile.Malformed<RecordTable>(path, "a token stream needs 'sequence-length'"),
            var other => DataFile.Malformed<RecordTable>(path, $"files ending in '{other}' are of no known format"),
        };
    }
}
