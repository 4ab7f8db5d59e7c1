using System.Globalization;

namespace PruneBuild.Benchmarks.Tables;

/// <summary>Methods against budgets on one subject.</summary>
/// <param name="Name">For the command line, and the marker in the document.</param>
/// <param name="Subject">Name of the subject.</param>
/// <param name="Methods">Name of each row, and what stands under <c>prune</c> besides <c>remove</c>.</param>
/// <param name="Budgets">Title of each column, and the value of <c>remove</c>.</param>
/// <param name="Seeds">Seeds of the choice of calibration records and of all draws; a cell is the mean over them.</param>
/// <param name="Note">What a reader must know besides.</param>
internal sealed record MethodTable(
    string Name, string Subject, (string Title, string Prune)[] Methods, (string Title, string Remove)[] Budgets,
    int[] Seeds, string Note = "")
{
    /// <summary>Prunes and judges every cell that is not finished, one seed after the other,
    /// and hands out the table as Markdown after each.</summary>
    /// <param name="cells">Finished cells.</param>
    /// <param name="progress">Told of each cell.</param>
    /// <param name="publish">Gets the table as far as it is.</param>
    public void Make(FinishedCells<TableCell> cells, Action<string> progress, Action<string> publish)
    {
        var subject = Subjects.Named(Subject);
        var original = subject.Prepare(subject.Manifest("{ method: magnitude, remove: { flops: 50% } }", 0));
        var dense = subject.Score.Print(subject.Score.Of(original.Model, original.Validation));
        publish(Print(subject, dense, cells));
        foreach (var seed in Seeds)
        {
            PreparedSubject? prepared = null;
            foreach (var prune in Methods.SelectMany(method => Budgets.Select(budget => Full(method.Prune, budget.Remove))))
            {
                if (cells.Find(prune, Column(seed)) is not null)
                    continue;
                var manifest = subject.Manifest(prune, seed);
                var trial = Trial.Run(subject, prepared ??= subject.Prepare(manifest), manifest.Models[0], seed);
                var cell = cells.Add(prune, Column(seed), new TableCell(trial.Score, trial.Seconds, trial.MacsKept));
                progress(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Subject} seed {seed} {prune}: {subject.Score.Print(cell.Score)}, "
                    + $"{cell.MacsKept:0.0000} of multiply-adds, {cell.Seconds:0} s"));
                publish(Print(subject, dense, cells));
            }
        }
    }

    /// <summary>The table as far as it is: a cell is the mean of its finished seeds, their number behind it
    /// while some are missing.</summary>
    private string Print(Subject subject, string dense, FinishedCells<TableCell> cells)
    {
        var lines = new List<string>
        {
            $"{subject.Title}. {Title(subject.Score.Name)}; the original has {dense}.{(Note.Length > 0 ? $" {Note}" : "")}",
            "",
            $"| method | {string.Join(" | ", Budgets.Select(budget => budget.Title))} | seconds |",
            $"| --- |{string.Concat(Budgets.Select(_ => " --- |"))} --- |",
        };
        foreach (var (title, prune) in Methods)
        {
            var row = Budgets.Select(budget =>
                Seeds.Select(seed => cells.Find(Full(prune, budget.Remove), Column(seed))).OfType<TableCell>().ToArray()).ToArray();
            var times = row.SelectMany(column => column).Select(cell => cell.Seconds).ToArray();
            lines.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"| {title} | {string.Join(" | ", row.Select(column => Cell(subject, column)))} | "
                + $"{(times.Length > 0 ? times.Average() : double.NaN):0} |"));
        }

        return string.Join('\n', lines);
    }

    private string Cell(Subject subject, TableCell[] finished) => finished.Length switch
    {
        0 => "–",
        var count when count == Seeds.Length => subject.Score.Print(finished.Average(cell => cell.Score)),
        var count => string.Create(CultureInfo.InvariantCulture, $"{subject.Score.Print(finished.Average(cell => cell.Score))} ({count})"),
    };

    private static string Column(int seed) => seed.ToString(CultureInfo.InvariantCulture);

    private static string Full(string prune, string remove) => $"{{ {prune}, remove: {remove} }}";

    private string Title(string score) => Seeds.Length > 1
        ? $"Mean {score} over seeds {Seeds[0]} to {Seeds[^1]} (in brackets: over so many of them)"
        : $"{char.ToUpperInvariant(score[0])}{score[1..]}";
}
