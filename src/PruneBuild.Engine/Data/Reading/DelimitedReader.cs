using System.Globalization;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Data.Tables;
using PruneBuild.Engine.Reporting;

namespace PruneBuild.Engine.Data.Reading;

/// <summary>
/// Reads <c>.csv</c> (RFC 4180: quotes, doubled quotes, line breaks inside quotes) and <c>.tsv</c> (no quoting at all, as GLUE's files are:
/// their sentences hold single double quotes). Byte-order marks and both line ends are taken; empty lines at the end are not records.
/// </summary>
internal static class DelimitedReader
{
    /// <summary>The file as columns of text.</summary>
    /// <param name="path">File.</param>
    /// <param name="header">True when the first line names the columns; else they are <c>column1</c>, <c>column2</c>, ….</param>
    /// <returns>The table; or PB3020, PB3022 (text, an open quote), PB3024 (a row with another number of fields),
    /// PB3027 (no records).</returns>
    public static Result<RecordTable> Read(string path, bool header = true)
    {
        var text = DataText.Read(path);
        if (!text.IsOk)
            return text.As<RecordTable>();
        var isTab = DataFile.Extension(path) == ".tsv";
        var scanner = new DelimitedScanner(path, text.Value, isTab ? '\t' : ',', quoted: !isTab);
        var first = new List<Field>();
        if (!scanner.Next(first))
            return scanner.Failure is { } failure
                ? Result<RecordTable>.Fail(failure)
                : Result<RecordTable>.Fail(DiagnosticCatalog.DataEmpty, new SourceSpan(path), path);
        var names = header ? first.Select(field => field.Text.Trim()).ToList() : [.. first.Select((_, i) => DefaultName(i))];
        var repeated = names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1);
        if (repeated is not null)
            return DataFile.Malformed<RecordTable>(
                path, $"two columns are called '{repeated.Key}' (write 'header: false' where the first line holds no names)",
                1, first[names.LastIndexOf(repeated.Key)].Column);
        return ReadRows(path, scanner, names, header ? null : first);
    }

    private static string DefaultName(int index) => string.Create(CultureInfo.InvariantCulture, $"column{index + 1}");

    private static Result<RecordTable> ReadRows(string path, DelimitedScanner scanner, List<string> names, List<Field>? first)
    {
        var lines = new List<int>();
        var texts = names.ConvertAll(_ => new List<string?>());
        var places = names.ConvertAll(_ => new List<int>());
        var row = first ?? [];
        for (var more = first is not null || scanner.Next(row); more; more = scanner.Next(row))
        {
            if (row.Count != names.Count)
                return Result<RecordTable>.Fail(
                    DiagnosticCatalog.DataRowRagged, new SourceSpan(path, row[0].Line, row[^1].Column), path,
                    row[0].Line, Amount.Of(row.Count, "field"), names.Count);
            lines.Add(row[0].Line);
            for (var i = 0; i < names.Count; i++)
            {
                texts[i].Add(row[i].Text);
                places[i].Add(row[i].Column);
            }
        }

        if (scanner.Failure is { } failure)
            return Result<RecordTable>.Fail(failure);
        if (lines.Count == 0)
            return Result<RecordTable>.Fail(DiagnosticCatalog.DataEmpty, new SourceSpan(path), path);
        var columns = names.Select((name, i) => (Column)new TextColumn(name, texts[i], new CellPlaces(path, lines, places[i])));
        return Result<RecordTable>.Ok(new RecordTable(path, lines.Count, columns.ToValueList()));
    }
}
