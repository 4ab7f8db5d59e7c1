using System.Globalization;
using System.Text;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.Reconstruction;
using PruneBuild.Testing;

namespace PruneBuild.Benchmarks.Tables;

/// <summary>
/// Every structured method on every model at three budgets: <c>docs/methods-structures.md</c>. Each criterion stands twice, alone and with
/// least squares after it, and a third time where its method is something else as shipped. Two rows are trained behind the cut.
/// </summary>
/// <param name="write">True to write the document.</param>
internal sealed class StructureTable(bool write)
{
    private static readonly string[] Shares = ["30%", "50%", "70%"];

    private readonly FinishedCells<StructureCell> finished = new("structures");

    private static IEnumerable<(string Title, string Recipe)> Rows =>
    [
        .. MethodCatalog.Presets.SelectMany(Of),
        ("kprune, then block by block", "method: kprune, recover: blocks"),
        ("kprune, then all weights trained", "method: kprune, recover: { kind: perp, train: [weights, norms, biases] }"),
    ];

    /// <summary>Makes what is missing, the models one after the other.</summary>
    /// <param name="names">Names of subjects; empty for all but the encoder that has tables of its own.</param>
    /// <param name="write">True to write the document.</param>
    public static void Run(IReadOnlyList<string> names, bool write)
    {
        var table = new StructureTable(write);
        foreach (var subject in names.Count > 0
            ? names.Select(TableSubject.Named)
            : TableSubject.All.Where(subject => subject.Name != "sst2-minilm-masks"))
            table.Make(subject);
        table.Write();
    }

    private static IEnumerable<(string Title, string Recipe)> Of(MethodPreset preset)
    {
        yield return (preset.Name, $"method: {preset.Name}");
        if (preset.Reconstruction is not PlainSlice)
            yield return ($"{preset.Name}, alone", $"method: {preset.Name}, reconstruct: none");
        if (preset.Reconstruction is not LeastSquaresReconstruction)
            yield return ($"{preset.Name}, least squares", $"method: {preset.Name}, reconstruct: least-squares");
    }

    private void Make(TableSubject subject)
    {
        if (finished.Find(subject.Name, "") is null)
            finished.Add(subject.Name, "", new StructureCell(subject.Score(subject.Original()), 1, 0, 0, "-"));
        foreach (var (row, share) in Rows.SelectMany(row => Shares.Select(share => (row, share))))
        {
            var prune = Prune(subject, row.Recipe, share);
            if (finished.Find(subject.Name, prune) is not null)
                continue;
            var cell = finished.Add(subject.Name, prune, StructureCell.Apart(subject.Name, prune));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{subject.Name} {row.Title} {share}: {Print(subject, cell)}, {cell.MacsKept:0.000} kept, {cell.Seconds:0.0} s, "
                + $"{cell.Gigabytes:0.00} GB"));
            Write();
        }
    }

    private static string Prune(TableSubject subject, string recipe, string share) =>
        $"{{ {recipe}, {subject.Sizes}remove: {{ flops: {share} }} }}";

    private static string Print(TableSubject subject, StructureCell cell) => cell.Score is { } score ? subject.Print(score) : cell.Refusal;

    private void Write()
    {
        if (!write)
            return;
        foreach (var subject in TableSubject.All.Where(subject => finished.Find(subject.Name, "") is not null))
            TableDocument.Write(
                Path.Combine(SharedFolder.Repository(), "docs", "methods-structures.md"), $"structures {subject.Name}", Print(subject));
    }

    private string Print(TableSubject subject)
    {
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"## {subject.Title}\n\n{subject.Measure} (dense: {Print(subject, finished.Find(subject.Name, "")!)}):\n\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"| method | {string.Join(" | ", Shares)} | seconds | GB |\n"
            + $"| --- |{string.Concat(Shares.Select(_ => " --- |"))} --- | --- |\n");
        var rows = Rows.Select(
            row => (row.Title, Cells: Shares.Select(share => finished.Find(subject.Name, Prune(subject, row.Recipe, share))).ToArray()));
        foreach (var (title, cells) in rows.Where(row => row.Cells.Any(cell => cell is not null)))
        {
            var made = cells.OfType<StructureCell>().Where(cell => cell.Score is not null).ToArray();
            var cost = made.Length == 0
                ? "– | –"
                : FormattableString.Invariant($"{made.Average(cell => cell.Seconds):0.0} | {made.Max(cell => cell.Gigabytes):0.00}");
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {title} | {string.Join(" | ", cells.Select(cell => cell is null ? "·" : Print(subject, cell)))} | {cost} |\n");
        }

        return text.ToString().TrimEnd();
    }
}
