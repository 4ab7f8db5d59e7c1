using System.Globalization;

namespace PruneBuild.Benchmarks.Tables;

/// <summary>What one pruned model gave.</summary>
/// <param name="Score">On the validation data.</param>
/// <param name="Seconds">Pruning alone.</param>
/// <param name="MacsKept">Share of multiply–accumulates that is left.</param>
internal sealed record TableCell(double Score, double Seconds, double MacsKept) : ICell<TableCell>
{
    /// <inheritdoc />
    public static int FieldCount => 3;

    /// <inheritdoc />
    public IEnumerable<string> Fields =>
        [Score.ToString("R", CultureInfo.InvariantCulture), Seconds.ToString("0.0", CultureInfo.InvariantCulture),
            MacsKept.ToString("0.00000", CultureInfo.InvariantCulture)];

    /// <inheritdoc />
    public static TableCell Parse(string[] fields) => new(Number(fields[0]), Number(fields[1]), Number(fields[2]));

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
