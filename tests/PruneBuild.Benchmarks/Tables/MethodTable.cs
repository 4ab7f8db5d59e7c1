using System.Globalization;

namespace PruneBuild.Benchmarks.Tables;

/// <summary>Methods against budgets on one subject.</summary>
/// <param name="Name">For the command line, and the marker in the document.</param>
/// <param name="Subject">Name of the subject.</param>
/// <param name="Methods">Name of each row, and what stands under <c>prune</c> besides <c>remove</c>.</param>
/// <param name="Budgets">Title of each column, and the value of <c>remove</c>.</param>
/// <param name="Seeds">Seeds of the choice of calibration records; a cell is the mean over them.</param>
/// <param name="Note">What a reader must know besides.</param>
internal sealed record MethodTable(
    string Name, string Subject, (string Title, string Prune)[] Methods, (string Title, string Remove)[] Budgets, int[] Seeds, string Note = "")
{
    /// <summary>Prunes and judges every cell, and returns the table as Markdown.</summary>
    public string Make(Action<string> progress)
    {
        var subject = Subjects.Named(Subject);
        var original = subject.Prepare(subject.Manifest("{ method: magnitude, remove: { flops: 50% } }", 0));
        var dense = subject.Score.Print(subject.Score.Of(original.Model, original.Validation));
        var lines = new List<string>
        {
            $"{subject.Title}. {Title(subject.Score.Name)}; the original has {dense}.{(Note.Length > 0 ? $" {Note}" : "")}",
            "",
            $"| method | {string.Join(" | ", Budgets.Select(budget => budget.Title))} | seconds |",
            $"| --- |{string.Concat(Budgets.Select(_ => " --- |"))} --- |",
        };
        foreach (var (title, prune) in Methods)
        {
            var cells = Budgets.Select(budget => Cell(subject, prune, budget.Remove, progress)).ToArray();
            lines.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"| {title} | {string.Join(" | ", cells.Select(cell => subject.Score.Print(cell.Score)))} | {cells.Average(cell => cell.Seconds):0} |"));
            progress(lines[^1]);
        }

        return string.Join('\n', lines);
    }

    private (double Score, double Seconds) Cell(Subject subject, string prune, string remove, Action<string> progress)
    {
        var trials = Seeds.Select(seed => Trial.Run(subject, $"{{ {prune}, remove: {remove} }}", seed)).ToArray();
        progress($"{Subject} {prune} {remove}: {string.Join(" ", trials.Select(trial => subject.Score.Print(trial.Score)))}");
        return (trials.Average(trial => trial.Score), trials.Average(trial => trial.Seconds));
    }

    private string Title(string score) => Seeds.Length > 1 ? $"Mean {score} over seeds {Seeds[0]} to {Seeds[^1]}" : $"{char.ToUpperInvariant(score[0])}{score[1..]}";
}
