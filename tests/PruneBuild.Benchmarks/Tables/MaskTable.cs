using System.Globalization;
using System.Text;
using PruneBuild.Testing;

namespace PruneBuild.Benchmarks.Tables;

/// <summary>
/// Scores of models after every way to mask them, and after recovery: <c>docs/methods-masks.md</c>. A cell that is made is kept at once, and the
/// document is written after each; cells that are not made yet are dots.
/// </summary>
/// <param name="write">True to write the document.</param>
internal sealed class MaskTable(bool write)
{
    private readonly FinishedCells<MaskTrial> finished = new("masks");

    /// <summary>Makes what is missing.</summary>
    /// <param name="names">Names of subjects; empty for all.</param>
    /// <param name="write">True to write the document.</param>
    public static void Run(IReadOnlyList<string> names, bool write)
    {
        var table = new MaskTable(write);
        var subjects = TableSubject.All.Where(subject => names.Count == 0 || names.Contains(subject.Name)).ToArray();
        foreach (var rows in (IReadOnlyList<MaskRow>[])[MaskRow.Main, MaskRow.Recoveries, MaskRow.Further])
            foreach (var subject in subjects)
                table.Make(subject, rows);
        table.Write();
    }

    private void Make(TableSubject subject, IReadOnlyList<MaskRow> rows)
    {
        _ = Dense(subject, make: true);
        var columns = rows == MaskRow.Recoveries ? Recovered(subject) : subject.Sparsities;
        foreach (var (row, sparsity) in rows.SelectMany(row => columns.Select(sparsity => (row, sparsity))))
        {
            if (finished.Find(subject.Name, Prune(row, sparsity)) is not null)
                continue;
            var trial = finished.Add(subject.Name, Prune(row, sparsity), MaskTrial.Run(subject, Prune(row, sparsity)));
            Console.WriteLine($"{subject.Name} {row.Title} {sparsity}: {subject.Print(trial.Score)} ({trial.Seconds.ToString("0", CultureInfo.InvariantCulture)} s)");
            Write();
        }
    }

    /// <summary>Columns of the table of recoveries.</summary>
    private static IEnumerable<string> Recovered(TableSubject subject) => subject.Sparsities.Where(sparsity => sparsity is "50%" or "70%");

    private static string Prune(MaskRow row, string sparsity) => $"{{ {row.Recipe}, remove: {{ sparsity: {sparsity} }} }}";

    private double? Dense(TableSubject subject, bool make)
    {
        if (finished.Find(subject.Name, "") is null && make)
            finished.Add(subject.Name, "", new MaskTrial(subject.Score(subject.Original()), 0, null, 0, null, 0));
        return finished.Find(subject.Name, "")?.Score;
    }

    private void Write()
    {
        if (!write)
            return;
        var text = new StringBuilder();
        text.Append("# Masks: what each method leaves of small models\n\n");
        text.Append("What to choose, as far as the cells below are made: `alps` where calibration data is at hand, for it leaves more of stories260k than\n");
        text.Append("SparseGPT at every sparsity; any other method with `reconstruct: least-squares`, for the exact update costs seconds and puts Wanda ahead of\n");
        text.Append("SparseGPT without it; `magnitude` only without data. Then recover: `recover: blocks` with all kept weights brings the character model from a\n");
        text.Append("perplexity of 36.58 back to 6.40 (dense: 5.47) in 400 short steps, and `recover: perp` to 10.18 with 0.45 % of the parameters. A pattern\n");
        text.Append("such as 2:4 costs more than a share of 50 %: ask for it only where the runtime gains by it.\n\n");
        text.Append("Made by `dotnet run --project eng -- table masks --write`, from the ONNX files alone. In brackets: a reference implementation of the\n");
        text.Append("method in double precision on the same data, where there is one. A dot is a cell that nobody made yet.\n");
        foreach (var subject in TableSubject.All.Where(subject => Dense(subject, make: false) is not null))
        {
            var reference = Reference(subject);
            text.Append(CultureInfo.InvariantCulture, $"\n## {subject.Title}\n\n{Capital(subject.Measure)} (dense: {subject.Print(Dense(subject, make: false)!.Value)}) after masks:\n\n");
            Append(text, subject, [.. MaskRow.Main, .. MaskRow.Further], subject.Sparsities, "method", (row, column) => Cell(subject, row, column, reference(row).ElementAtOrDefault(Array.IndexOf(subject.Sparsities, column))));
            string[] recovered = [.. Recovered(subject)];
            text.Append("\nAfter magnitude masks and `recover: perp`; in square brackets the trained share of the model's parameters, steps and seconds:\n\n");
            Append(text, subject, MaskRow.Recoveries, recovered, "what is trained", (row, column) => Cell(subject, row, column, reference(row).ElementAtOrDefault(Array.IndexOf(recovered, column))) + Cost(subject, row, column));
        }

        File.WriteAllText(Path.Combine(SharedFolder.Repository(), "docs", "methods-masks.md"), text.ToString());
    }

    private static void Append(StringBuilder text, TableSubject subject, IReadOnlyList<MaskRow> rows, string[] columns, string corner, Func<MaskRow, string, string> cell)
    {
        text.Append(CultureInfo.InvariantCulture, $"| {corner} | {string.Join(" | ", columns)} |\n| --- |{string.Concat(columns.Select(_ => " --- |"))}\n");
        foreach (var row in rows)
            text.Append(CultureInfo.InvariantCulture, $"| {row.Title} | {string.Join(" | ", columns.Select(column => cell(row, column)))} |\n");
    }

    private static Func<MaskRow, double?[]> Reference(TableSubject subject) =>
        subject.Name == LanguageModel.Stories.Name ? row => row.Stories
        : subject.Name == LanguageModel.Characters.Name ? row => row.Characters
        : _ => [];

    private string Cell(TableSubject subject, MaskRow row, string sparsity, double? reference) =>
        finished.Find(subject.Name, Prune(row, sparsity)) is { } trial
            ? subject.Print(trial.Score) + (reference is { } known ? $" ({subject.Print(known)})" : "")
            : "·";

    private string Cost(TableSubject subject, MaskRow row, string sparsity) =>
        finished.Find(subject.Name, Prune(row, sparsity)) is { TrainedShare: { } share } trial
            ? string.Create(CultureInfo.InvariantCulture, $" [{share:0.00%}, {trial.Steps}, {trial.Seconds:0}]")
            : "";

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];
}
