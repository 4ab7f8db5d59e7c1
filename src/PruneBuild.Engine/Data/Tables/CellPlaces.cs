using PruneBuild.Diagnostics;

namespace PruneBuild.Engine.Data.Tables;

/// <summary>Lines and columns of the values of one column.</summary>
/// <param name="File">The file.</param>
/// <param name="Lines">One-based line of each record.</param>
/// <param name="Columns">One-based column of each value in its line.</param>
public sealed record CellPlaces(string File, IReadOnlyList<int> Lines, IReadOnlyList<int> Columns)
{
    /// <summary>Where the value of a record stands.</summary>
    public SourceSpan At(int record) => new(File, Lines[record], Columns[record]);
}
