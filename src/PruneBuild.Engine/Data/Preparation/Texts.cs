using PruneBuild.Diagnostics;
using PruneBuild.Engine.Data.Tables;

namespace PruneBuild.Engine.Data.Preparation;

/// <summary>Texts out of columns.</summary>
internal static class Texts
{
    /// <summary>A record's text; or PB3032 where it has none, as with <c>null</c> in JSON.</summary>
    /// <param name="column">The column.</param>
    /// <param name="record">The record.</param>
    /// <param name="source">Its file.</param>
    public static Result<string> Of(TextColumn column, int record, string source) => column[record] is { } text
        ? Result<string>.Ok(text)
        : Result<string>.Fail(
            DiagnosticCatalog.RecordUnfit, column.Place(record), record, source,
            $"it has no text in column '{column.Name}'; write one there, or leave the record out");
}
