using System.Globalization;

namespace PruneBuild.Benchmarks.Tables;

/// <summary>Finished cells of a table, kept in a file line by line, so that a table that was broken off goes on where it stood.</summary>
/// <param name="path">The file; what built or pruned differently should not share it.</param>
internal sealed class TableCells(string path)
{
    private readonly Dictionary<string, TableCell> known = Read(path);

    /// <summary>The cell, from the file or made now and written to it.</summary>
    /// <param name="prune">Value of <c>prune</c>.</param>
    /// <param name="seed">Seed of the manifest.</param>
    /// <param name="make">Prunes and judges.</param>
    public TableCell Get(string prune, int seed, Func<TableCell> make)
    {
        if (Find(prune, seed) is { } cell)
            return cell;
        cell = make();
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.AppendAllText(path, string.Create(CultureInfo.InvariantCulture, $"{Key(prune, seed)}\t{cell.Score:R}\t{cell.Seconds:0.0}\t{cell.MacsKept:0.00000}\n"));
        known[Key(prune, seed)] = cell;
        return cell;
    }

    /// <summary>The cell when it is finished.</summary>
    public TableCell? Find(string prune, int seed) => known.GetValueOrDefault(Key(prune, seed));

    private static string Key(string prune, int seed) => string.Create(CultureInfo.InvariantCulture, $"{prune}\t{seed}");

    private static Dictionary<string, TableCell> Read(string path) => !File.Exists(path) ? [] : File.ReadLines(path)
        .Select(line => line.Split('\t')).Where(fields => fields.Length == 5)
        .GroupBy(fields => $"{fields[0]}\t{fields[1]}")
        .ToDictionary(same => same.Key, same => new TableCell(Number(same.Last()[2]), Number(same.Last()[3]), Number(same.Last()[4])));

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}

/// <summary>What one pruned model gave.</summary>
/// <param name="Score">On the validation data.</param>
/// <param name="Seconds">Pruning alone.</param>
/// <param name="MacsKept">Share of multiply–accumulates that is left.</param>
internal sealed record TableCell(double Score, double Seconds, double MacsKept);
