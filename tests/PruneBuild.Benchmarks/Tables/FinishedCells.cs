using PruneBuild.Testing;

namespace PruneBuild.Benchmarks.Tables;

/// <summary>
/// Cells of a table that were made already, a line each in <c>docs/tables</c>, so that a table that was stopped goes on where it was. Not
/// keyed by the code that made them: delete the file after a change that should show.
/// </summary>
/// <typeparam name="TCell">What a cell holds.</typeparam>
/// <param name="table">Name of the table.</param>
internal sealed class FinishedCells<TCell>(string table)
    where TCell : class, ICell<TCell>
{
    private const int KeyFields = 2;

    private readonly string path = PathOf(table);
    private readonly Dictionary<(string, string), TCell> known = Read(PathOf(table));

    /// <summary>The cell; null when it was not made yet.</summary>
    /// <param name="row">First part of its name, such as the model.</param>
    /// <param name="column">Second part, such as the seed.</param>
    public TCell? Find(string row, string column) => known.GetValueOrDefault((row, column));

    /// <summary>Keeps a cell, at once.</summary>
    /// <param name="row">First part of its name.</param>
    /// <param name="column">Second part.</param>
    /// <param name="cell">The cell.</param>
    public TCell Add(string row, string column, TCell cell)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.AppendAllText(path, string.Join('\t', [row, column, .. cell.Fields]) + "\n");
        return known[(row, column)] = cell;
    }

    private static string PathOf(string table) => Path.Combine(SharedFolder.Repository(), "docs", "tables", $"{table}.tsv");

    /// <summary>A line that was cut off when the program was stopped is made again; of a cell that stands twice,
    /// the later counts.</summary>
    private static Dictionary<(string, string), TCell> Read(string path)
    {
        var cells = new Dictionary<(string, string), TCell>();
        foreach (var fields in (File.Exists(path) ? File.ReadLines(path) : []).Select(line => line.Split('\t')))
            if (fields.Length == KeyFields + TCell.FieldCount)
                cells[(fields[0], fields[1])] = TCell.Parse(fields[KeyFields..]);
        return cells;
    }
}
