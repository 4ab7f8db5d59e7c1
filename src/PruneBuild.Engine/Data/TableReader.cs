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
    /// <param name="ledger">Where hashes are noted.</param>
    public static Result<RecordTable> Read(string path, bool header, int window, ContentLedger ledger)
    {
        if (Directory.Exists(path))
            return TestDataReader.IsTestData(path) ? TestDataReader.Read(path, ledger) : ImageFolderReader.Read(path, ledger);
        if (!File.Exists(path))
            return Result<RecordTable>.Fail(DiagnosticCatalog.DataNotFound, null, path);
        if (IdxReader.IsIdx(path))
            return IdxReader.Read(path, ledger);
        return DataFile.Extension(path) switch
        {
            ".tsv" or ".csv" => DelimitedReader.Read(path, ledger, header),
            ".jsonl" => JsonLinesReader.Read(path, ledger),
            ".npz" => NpzReader.Read(path, ledger),
            ".npy" => NpyReader.Read(path, ledger),
            ".bin" => CifarReader.Read(path, ledger),
            ".txt" when window > 0 => PlainTextReader.Read(path, ledger),
            ".txt" => DataFile.Malformed<RecordTable>(path, "a text needs 'sequence-length'"),
            ".u16" or ".u32" when window > 0 => TokenStreamReader.Read(path, window, ledger),
            ".u16" or ".u32" => DataFile.Malformed<RecordTable>(path, "a token stream needs 'sequence-length'"),
            var other => DataFile.Malformed<RecordTable>(path, $"files ending in '{other}' are of no known format"),
        };
    }
}
