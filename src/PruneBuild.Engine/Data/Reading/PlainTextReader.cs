using PruneBuild.Diagnostics;
using PruneBuild.Engine.Data.Tables;

namespace PruneBuild.Engine.Data.Reading;

/// <summary>Reads <c>.txt</c>: one long text, for language models.</summary>
internal static class PlainTextReader
{
    /// <summary>Name of the column of the text: what <c>tokenize</c> reads where the manifest names no other.</summary>
    public const string Column = "text";

    /// <summary>The file as a table of one record, line feeds at its line ends.</summary>
    /// <returns>The table; or PB3020, PB3022, PB3027 (nothing in it).</returns>
    public static Result<RecordTable> Read(string path)
    {
        var text = DataText.Read(path);
        if (!text.IsOk)
            return text.As<RecordTable>();
        return text.Value.Length == 0
            ? Result<RecordTable>.Fail(DiagnosticCatalog.DataEmpty, new SourceSpan(path), path)
            : Result<RecordTable>.Ok(new RecordTable(path, 1, [new TextColumn(Column, [DataText.WithLineFeeds(text.Value)])]));
    }
}
