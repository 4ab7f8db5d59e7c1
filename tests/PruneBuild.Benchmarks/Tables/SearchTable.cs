using System.Globalization;
using System.Text;
using PruneBuild.Engine.Pipeline.Searching;
using PruneBuild.Engine.Pruning;
using PruneBuild.Testing;

namespace PruneBuild.Benchmarks.Tables;

/// <summary>
/// Where <c>as-much-as: gates</c> ends, against the best of an exhaustive sweep in steps of 1 %: the table in
/// <c>docs/how-it-decides.md</c>. Sizes below the largest that holds the strictest gate are left out, for none of them can be better.
/// Finished trials are kept line by line, and the document is written after each.
/// </summary>
/// <param name="subject">The model.</param>
/// <param name="write">True to write the document.</param>
internal sealed class SearchTable(Subject subject, bool write)
{
    private static readonly (string Name, int Judging)[] Rows =
    [
        ("sentiment-small", 872), ("sst2-minilm", 872), ("sentiment-small-held-out", HeldOutSentences.Count),
        ("sst2-minilm-held-out", HeldOutSentences.Count),
    ];

    // What `init` drafts for transformers.
    private const string Method = "kprune";
    private const int LargestPercent = 95;
    private const string Dense = "dense";
    private static readonly double[] Drops = [0.01, 0.02, 0.04];

    private readonly FinishedCells<TableCell> cells = new("search");
    private readonly StepMemory memory = new();
    private readonly Lazy<PreparedSubject> prepared = new(() => subject.Prepare(subject.Manifest(Prune(0.5), 0)));

    /// <summary>The subjects of the table.</summary>
    public static IEnumerable<string> Names => Rows.Select(row => row.Name);

    /// <summary>Searches for each gate, then sweeps from the smallest answer up; a little further down where nothing there holds.</summary>
    public void Run()
    {
        var dense = (cells.Find(subject.Name, Dense)
            ?? cells.Add(
                subject.Name, Dense, new TableCell(subject.Score.Of(prepared.Value.Model, prepared.Value.Validation), 0, 1))).Score;
        var smallest = Math.Max(1, (int)(100 * Drops.Min(drop => Search(drop, dense))));
        var anyHolds = false;
        for (var percent = smallest; percent <= LargestPercent; percent++)
            anyHolds |= Holds(Cell(percent / 100.0), dense, Drops.Min());
        for (var percent = smallest - 1; percent > 0 && !anyHolds; percent--)
            anyHolds = Holds(Cell(percent / 100.0), dense, Drops.Min());
    }

    private void Publish()
    {
        if (write)
            TableDocument.Write(Path.Combine(SharedFolder.Repository(), "docs", "how-it-decides.md"), "search", Table());
    }

    private string Table()
    {
        var text = new StringBuilder(
            "| model | judged by | gate | best of the sweep: removed, accuracy | swept | the search ends on | trials | short of the best "
            + "by |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n");
        foreach (var (name, judging) in Rows.Where(row => cells.Find(row.Name, Dense) is not null))
            text.Append(string.Concat(Drops.Select(drop => Row(name, judging, cells.Find(name, Dense)!.Score, drop))));
        return text.ToString().TrimEnd();
    }

    /// <summary>The row of a gate; empty while its search has not ended.</summary>
    private string Row(string name, int judging, double dense, double drop)
    {
        var (trials, isWhole) = (new List<TableCell>(), true);
        _ = RemovalSearch.Run(share =>
        {
            var cell = cells.Find(name, Percent(share));
            isWhole &= cell is not null;
            if (cell is not null)
                trials.Add(cell);
            return cell is not null && Holds(cell, dense, drop) ? TrialVerdict.Holds : TrialVerdict.TooMuch;
        });
        var swept = Enumerable.Range(1, LargestPercent).Where(percent => cells.Find(name, Percent(percent / 100.0)) is not null).ToArray();
        var best = swept.Select(percent => cells.Find(name, Percent(percent / 100.0))!).Where(cell => Holds(cell, dense, drop))
            .MinBy(cell => cell.MacsKept);
        var found = trials.Where(cell => Holds(cell, dense, drop)).MinBy(cell => cell.MacsKept);
        return !isWhole || best is null || found is null ? "" : string.Create(CultureInfo.InvariantCulture,
            $"| {name.Replace("-held-out", "")} | {judging:N0} | `accuracy: {{ max-drop: {drop} }}` | {1 - best.MacsKept:0.0 %}, "
            + $"{best.Score:0.0000} | {Ranges(swept)} | {1 - found.MacsKept:0.0 %}, {found.Score:0.0000} | {trials.Count} | "
            + $"{Math.Max(0, found.MacsKept - best.MacsKept):0.0 %} |\n");
    }

    /// <summary>Rising numbers as ranges: <c>1–40 %, 45 %</c>.</summary>
    private static string Ranges(int[] numbers) => string.Join(", ", numbers
        .Select((number, index) => (number, start: number - index))
        .GroupBy(pair => pair.start, pair => pair.number)
        .Select(run => run.Count() == 1 ? $"{run.First()} %" : $"{run.First()}–{run.Last()} %"));

    /// <summary>The largest share whose gate holds.</summary>
    private double Search(double drop, double dense) => RemovalSearch
        .Run(share => Holds(Cell(share), dense, drop) ? TrialVerdict.Holds : TrialVerdict.TooMuch)
        .Where(trial => trial.Verdict == TrialVerdict.Holds).Select(trial => trial.Share).DefaultIfEmpty(0.5).Max();

    /// <summary>As a gate judges: not worse than the original by more than so much.</summary>
    private static bool Holds(TableCell cell, double dense, double drop) => dense - cell.Score <= drop + 1e-12;

    private TableCell Cell(double share)
    {
        if (cells.Find(subject.Name, Percent(share)) is { } known)
            return known;
        var trial = Trial.Run(subject, prepared.Value, subject.Manifest(Prune(share), 0).Models[0], 0, memory: memory);
        var cell = cells.Add(subject.Name, Percent(share), new TableCell(trial.Score, trial.Seconds, trial.MacsKept));
        Console.Error.WriteLine(FormattableString.Invariant($"{subject.Name} {Percent(share)}: {cell.Score:0.0000}, {cell.Seconds:0.0} s"));
        Publish();
        return cell;
    }

    private static string Prune(double share) => $"{{ method: {Method}, remove: {{ flops: {Percent(share)} }} }}";

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.#}%");
}
