using System.Globalization;
using System.Text;
using PruneBuild.Testing;

namespace PruneBuild.Benchmarks.Tables;

/// <summary>
/// Scores of models after every way to mask them, and after recovery: <c>docs/methods-masks.md</c>. A cell that is made is kept at once,
/// and the document is written after each; cells that are not made yet are dots.
/// </summary>
/// <param name="write">True to write the document.</param>
internal sealed class MaskTable(bool write)
{
    private readonly FinishedCells<MaskTrial> finished = new("masks");

    /// <summary>Makes what is missing.</summary>
    /// <param name="names">Names of subjects and titles of rows; all subjects where none is named, all rows where no title is.</param>
    /// <param name="write">True to write the document.</param>
    public static void Run(IReadOnlyList<string> names, bool write)
    {
        var table = new MaskTable(write);
        var known = TableSubject.All.Select(subject => subject.Name).ToArray();
        var (subjects, titles) = (known.Intersect(names).ToArray(), names.Except(known).ToArray());
        if (titles.Except(All.SelectMany(rows => rows).Select(row => row.Title)).FirstOrDefault() is { } unknown)
            throw new ArgumentException($"'{unknown}' is neither a model ({string.Join(", ", known)}) nor a row of the tables.");
        foreach (var rows in All)
            foreach (var subject in TableSubject.All.Where(subject => subjects is [] || subjects.Contains(subject.Name)))
                table.Make(subject, rows, titles);
        table.Write();
    }

    private static IReadOnlyList<IReadOnlyList<MaskRow>> All { get; } =
        [MaskRow.Main, MaskRow.TowardsOriginal, MaskRow.Further, MaskRow.Recoveries];

    private void Make(TableSubject subject, IReadOnlyList<MaskRow> rows, string[] titles)
    {
        _ = Dense(subject, make: true);
        var columns = rows == MaskRow.Recoveries ? Recovered(subject) : subject.Sparsities;
        foreach (var (row, sparsity) in rows.Where(row => titles.Length == 0 || titles.Contains(row.Title))
            .SelectMany(row => columns.Where(sparsity => IsMade(subject, row, sparsity)).Select(sparsity => (row, sparsity))))
        {
            if (finished.Find(subject.Name, Prune(row, sparsity)) is not null)
                continue;
            var trial = finished.Add(subject.Name, Prune(row, sparsity), MaskTrial.Run(subject, Prune(row, sparsity)));
            Console.WriteLine(
                $"{subject.Name} {row.Title} {sparsity}: {subject.Print(trial.Score)} "
                + $"({trial.Seconds.ToString("0", CultureInfo.InvariantCulture)} s)");
            Write();
        }
    }

    /// <summary>Columns of the table of recoveries.</summary>
    private static IEnumerable<string> Recovered(TableSubject subject) => subject.Sparsities.Where(sparsity => sparsity is "50%" or "70%");

    private static bool IsMade(TableSubject subject, MaskRow row, string sparsity) =>
        (row.TakesPatterns || !sparsity.Contains(':')) && (!row.IsOfTokens || subject.Measure == LanguageModel.Measure);

    private static string Prune(MaskRow row, string sparsity) => MaskRow.Prune(row.Recipe, sparsity);

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
        foreach (var subject in TableSubject.All.Where(subject => Dense(subject, make: false) is not null))
            TableDocument.Write(
                Path.Combine(SharedFolder.Repository(), "docs", "methods-masks.md"), $"masks {subject.Name}", Print(subject));
    }

    private string Print(TableSubject subject)
    {
        var (text, reference) = (new StringBuilder(), Reference(subject));
        text.Append(
            CultureInfo.InvariantCulture,
            $"## {subject.Title}\n\n{Capital(subject.Measure)} (dense: {subject.Print(Dense(subject, make: false)!.Value)}) after "
            + $"masks:\n\n");
        Append(
            text, [.. MaskRow.Main, .. MaskRow.Further], subject.Sparsities, "method",
            (row, column) => Cell(subject, row, column, reference(row).ElementAtOrDefault(Array.IndexOf(subject.Sparsities, column))));
        string[] recovered = [.. Recovered(subject)];
        text.Append("\nAfter masks and an exact update towards what the original puts out, `reconstruct: least-squares`:\n\n");
        Append(text, MaskRow.TowardsOriginal, subject.Sparsities, "method", (row, column) => Cell(subject, row, column, null));
        text.Append(
            "\nAfter magnitude masks and `recover`; in square brackets the trained share of the model's parameters, "
            + "steps and seconds:\n\n");
        Append(text, MaskRow.Recoveries, recovered, "what is trained", (row, column) =>
            Cell(subject, row, column, reference(row).ElementAtOrDefault(Array.IndexOf(recovered, column))) + Cost(subject, row, column));
        return text.ToString().TrimEnd();
    }

    private static void Append(
        StringBuilder text, IReadOnlyList<MaskRow> rows, string[] columns, string corner, Func<MaskRow, string, string> cell)
    {
        text.Append(
            CultureInfo.InvariantCulture,
            $"| {corner} | {string.Join(" | ", columns)} |\n| --- |{string.Concat(columns.Select(_ => " --- |"))}\n");
        foreach (var row in rows)
            text.Append(
                CultureInfo.InvariantCulture, $"| {row.Title} | {string.Join(" | ", columns.Select(column => cell(row, column)))} |\n");
    }

    private static Func<MaskRow, double?[]> Reference(TableSubject subject) =>
        subject.Name == LanguageModel.Stories.Name ? row => row.Stories
        : subject.Name == LanguageModel.Characters.Name ? row => row.Characters
        : _ => [];

    private string Cell(TableSubject subject, MaskRow row, string sparsity, double? reference) =>
        !IsMade(subject, row, sparsity) ? "–"
        : finished.Find(subject.Name, Prune(row, sparsity)) is { } trial
        ? subject.Print(trial.Score) + (reference is { } known ? $" ({subject.Print(known)})" : "")
        : "·";

    private string Cost(TableSubject subject, MaskRow row, string sparsity) =>
        finished.Find(subject.Name, Prune(row, sparsity)) is { TrainedShare: { } share } trial
            ? string.Create(CultureInfo.InvariantCulture, $" [{share:0.00%}, {trial.Steps}, {trial.Seconds:0}]")
            : "";

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];
}
