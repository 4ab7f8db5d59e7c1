using PruneBuild.Diagnostics;

namespace PruneBuild.Engine.Data.Tables;

/// <summary>The records of a data set by column, in the order of the file.</summary>
/// <param name="Source">The file or folder they came from.</param>
/// <param name="Count">Number of records.</param>
/// <param name="Columns">Their properties, in the order of the file.</param>
/// <param name="LabelNames">Names of the classes where the data's form gives them (folders of images); else null.</param>
public sealed record RecordTable(string Source, int Count, ValueList<Column> Columns, ValueList<string>? LabelNames = null)
{
    private const int MostNamed = 20;

    /// <summary>True when records are windows of one long row of tokens, each going on where the one before it ends.</summary>
    public bool AreWindows { get; init; }

    /// <summary>The column of this name, or null.</summary>
    public Column? Find(string name) => Columns.FirstOrDefault(column => column.Name == name);

    /// <summary>The column of this name, or PB3023 with the nearest name.</summary>
    /// <param name="name">Name of the column.</param>
    /// <param name="asked">Where the name is asked for; the table's first line when null.</param>
    public Result<Column> Require(string name, SourceSpan? asked = null)
    {
        if (Find(name) is { } column)
            return Result<Column>.Ok(column);
        var nearest = NearestName.Of(name, Columns.Select(candidate => candidate.Name));
        var hint = nearest is null ? "" : $" Did you mean '{nearest}'?";
        var names = string.Join(", ", Columns.Take(MostNamed).Select(candidate => candidate.Name));
        var more = Columns.Count > MostNamed ? $" and {Columns.Count - MostNamed} more" : "";
        return Result<Column>.Fail(
            DiagnosticCatalog.DataColumnMissing, asked ?? new SourceSpan(Source, 1, 1), Source, name, names + more, hint);
    }

    /// <summary>Where a record stands: its line, its file, or the whole source with nothing better.</summary>
    public SourceSpan Place(int record)
    {
        foreach (var column in Columns)
        {
            if (column.Place(record) is { } place)
                return column is FileColumn ? place : place with { Column = 1 };
        }

        return new SourceSpan(Source);
    }
}
