using System.Globalization;
using System.Text;
using PruneBuild.Engine.Pipeline.Searching;
using PruneBuild.Engine.Pruning;
using PruneBuild.Testing;

namespace PruneBuild.Benchmarks.Tables;

/// <summary>
/// Where <c>as-much-as: gates</c> ends, against the best of an exhaustive sweep in steps of 1 %: the table in <c>docs/how-it-decides.md</c>.
/// Finished trials are kept line by line, and the document is written after each.
/// </summary>
/// <param name="subject">The model.</param>
/// <param name="write">True to write the document.</param>
internal sealed class SearchTable(Subject subject, bool write)
{
    /// <summary>The models of the table.</summary>
    public static readonly string[] Names = ["sentiment-small", "sst2-minilm"];

    // Refits see the original's activations: statistics are collected once for all trials, which makes a sweep of 95 sizes affordable.
    private const string Method = "osscar, reconstruct: { kind: least-squares, inputs: dense }";
    private const int LargestPercent = 95;
    private const int Near = 8;
    private static readonly double[] Drops = [0.01, 0.02, 0.04];

    private readonly TableCells cells = Cells(subject.Name);
    private readonly StepMemory memory = new();
    private readonly Lazy<PreparedSubject> prepared = new(() => subject.Prepare(subject.Manifest(Prune(0.5), 0)));

    /// <summary>Searches, then sweeps: first around the answers, then everywhere.</summary>
    public void Run()
    {
        var dense = cells.Get("", 0, () => new TableCell(subject.Score.Of(prepared.Value.Model, prepared.Value.Validation), 0, 1)).Score;
        var answers = Drops.Select(drop => Search(drop, dense)).ToArray();
        var near = answers.SelectMany(answer => Enumerable.Range((int)Math.Round(100 * answer.Share) - Near, (2 * Near) + 1));
        foreach (var percent in near.Concat(Enumerable.Range(1, LargestPercent)).Where(percent => percent is >= 1 and <= LargestPercent).Distinct())
        {
            var share = percent / 100.0;
            var isNew = cells.Find(Prune(share), 0) is null;
            var cell = Cell(share);
            if (!isNew)
                continue;
            Console.Error.WriteLine(FormattableString.Invariant($"{subject.Name} {percent} %: {cell.Score:0.0000}, {cell.Seconds:0.0} s"));
            Publish();
        }

        Publish();
    }

    private void Publish()
    {
        if (write)
            TableDocument.Write(Path.Combine(SharedFolder.Repository(), "docs", "how-it-decides.md"), "search", Table());
    }

    private static string Table()
    {
        var text = new StringBuilder(
            "| model | gate | best of the sweep: removed, accuracy | swept | the search ends on | trials | short of the best by |\n| --- | --- | --- | --- | --- | --- | --- |\n");
        foreach (var name in Names)
        {
            var cells = Cells(name);
            if (cells.Find("", 0) is not { } dense)
                continue;
            foreach (var drop in Drops)
                text.Append(Row(name, cells, dense.Score, drop));
        }

        return text.ToString().TrimEnd();
    }

    private static string Row(string name, TableCells cells, double dense, double drop)
    {
        var swept = Enumerable.Range(1, LargestPercent).Select(percent => (Percent: percent, Cell: cells.Find(Prune(percent / 100.0), 0))).Where(cell => cell.Cell is not null).ToArray();
        var trials = new List<TableCell>();
        _ = RemovalSearch.Run(share => cells.Find(Prune(share), 0) is { } cell && Add(trials, cell) && Holds(cell, dense, drop) ? TrialVerdict.Holds : TrialVerdict.TooMuch);
        var found = trials.Where(cell => Holds(cell, dense, drop)).MinBy(cell => cell.MacsKept);
        var best = swept.Where(cell => Holds(cell.Cell!, dense, drop)).Select(cell => cell.Cell!).MinBy(cell => cell.MacsKept);
        return best is null || found is null ? "" : string.Create(CultureInfo.InvariantCulture,
            $"| {name} | `accuracy: {{ max-drop: {drop} }}` | {1 - best.MacsKept:0.0 %}, {best.Score:0.0000} | {Ranges([.. swept.Select(cell => cell.Percent)])} | {1 - found.MacsKept:0.0 %}, {found.Score:0.0000} | {trials.Count} | {Math.Max(0, found.MacsKept - best.MacsKept):0.0 %} |\n");
    }

    private static bool Add(List<TableCell> trials, TableCell cell)
    {
        trials.Add(cell);
        return true;
    }

    /// <summary>Rising numbers as ranges: <c>1–40, 45</c>.</summary>
    private static string Ranges(int[] numbers) => string.Join(", ", numbers
        .Select((number, index) => (number, start: number - index))
        .GroupBy(pair => pair.start, pair => pair.number)
        .Select(run => run.Count() == 1 ? $"{run.First()} %" : $"{run.First()}–{run.Last()} %"));

    private (double Share, TableCell Cell) Search(double drop, double dense)
    {
        var trials = RemovalSearch.Run(share => Holds(Cell(share), dense, drop) ? TrialVerdict.Holds : TrialVerdict.TooMuch);
        var share = trials.Where(trial => trial.Verdict == TrialVerdict.Holds).Select(trial => trial.Share).DefaultIfEmpty(0.5).Max();
        return (share, Cell(share));
    }

    /// <summary>As a gate judges: not worse than the original by more than so much.</summary>
    private static bool Holds(TableCell cell, double dense, double drop) => dense - cell.Score <= drop + 1e-12;

    private TableCell Cell(double share) => cells.Get(Prune(share), 0, () =>
    {
        var trial = Trial.Run(subject, prepared.Value, subject.Manifest(Prune(share), 0).Models[0], 0, memory: memory);
        return new TableCell(trial.Score, trial.Seconds, trial.MacsKept);
    });

    private static string Prune(double share) => string.Create(CultureInfo.InvariantCulture, $"{{ method: {Method}, remove: {{ flops: {100 * share:0.#}% }} }}");

    private static TableCells Cells(string name) => new(Path.Combine(SharedFolder.Repository(), "artifacts", "tables", $"search-{name}.tsv"));
}
