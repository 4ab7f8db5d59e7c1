using System.Globalization;
using PruneBuild.Testing;

namespace PruneBuild.Benchmarks.Tables;

/// <summary>
/// The command line of the tables. A table that was broken off goes on where it was: finished cells are in <c>docs/tables</c>,
/// delete them to make them again.
/// <list type="bullet">
/// <item><c>table NAME… [--write]</c>: tables of <see cref="MethodTables" />.</item>
/// <item><c>table structures|masks|errors [MODEL…] [--write]</c>, <c>table search [SUBJECT…] [--write]</c>: every structured method, every
/// mask, errors of layers, searches; masks also take titles of rows, for these alone.</item>
/// <item><c>table try SUBJECT "PRUNE" [SEED]</c>, <c>table structure MODEL "PRUNE"</c>, <c>table mask MODEL "PRUNE"…</c>: one cell.</item>
/// <item><c>table settings SUBJECT SEED "PRUNE"…</c>: settings of a method compared by calibration data alone.</item>
/// <item><c>table speed SUBJECT "PRUNE" PASSES GIGABYTES</c>, <c>table speed SUBJECT "ROW OF A TABLE" "REMOVE" PASSES GIGABYTES</c>,
/// <c>table latency SUBJECT "METHOD"</c>: what a run takes, and how much faster pruned models run.</item>
/// </list>
/// </summary>
internal static class TableProgram
{
    /// <summary>Runs what is asked for and returns the exit code.</summary>
    public static int Run(string[] arguments)
    {
        switch (arguments)
        {
            case ["try", var subject, var prune, .. var rest]:
                Try(Subjects.Named(subject), prune, rest.Length > 0 ? int.Parse(rest[0], CultureInfo.InvariantCulture) : 0);
                return 0;
            case ["settings", var subject, var seed, .. var prunes]:
                new SettingsTrial(Subjects.Named(subject), int.Parse(seed, CultureInfo.InvariantCulture)).Run(prunes);
                return 0;
            case ["speed", var subject, var prune, var passes, var gigabytes]:
                return SpeedMeasurement.Run(Subjects.Named(subject), prune, Number(passes), Number(gigabytes)) ? 0 : 1;
            case ["speed", var subject, var row, var remove, var passes, var gigabytes]:
                return SpeedMeasurement.Run(
                    Subjects.Named(subject), $"{{ {MethodTables.Method(row)}, remove: {remove} }}", Number(passes), Number(gigabytes))
                    ? 0
                    : 1;
            case ["latency", var subject, var method]:
                return LatencyMeasurement.Run(Subjects.Named(subject), method) ? 0 : 1;
            case ["masks", .. var rest]:
                MaskTable.Run([.. rest.Where(IsName)], rest.Contains("--write"));
                return 0;
            case ["search", .. var rest]:
                foreach (var name in rest.Where(IsName).DefaultIfEmpty(SearchTable.Names.First()))
                    new SearchTable(Subjects.Named(name), rest.Contains("--write")).Run();
                return 0;
            case ["errors", .. var rest]:
                ErrorTable.Run([.. rest.Where(IsName)], rest.Contains("--write"));
                return 0;
            case ["structures", .. var rest]:
                StructureTable.Run([.. rest.Where(IsName)], rest.Contains("--write"));
                return 0;
            case ["structure", var name, var prune]:
                Console.WriteLine(string.Join('\t', StructureCell.Run(TableSubject.Named(name), prune).Fields));
                return 0;
            case ["mask", var name, .. var prunes]:
                foreach (var prune in prunes)
                    Mask(TableSubject.Named(name), prune);
                return 0;
            case [not "--write", ..] when arguments.Where(IsName).All(name => MethodTables.All.Any(table => table.Name == name)):
                foreach (var table in MethodTables.All.Where(table => arguments.Contains(table.Name)))
                    Make(table, arguments.Contains("--write"));
                return 0;
            default:
                Console.Error.WriteLine($"tables: {string.Join(", ", MethodTables.All.Select(table => table.Name))}");
                return 2;
        }
    }

    private static bool IsName(string argument) => !argument.StartsWith('-');

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static void Make(MethodTable table, bool write)
    {
        var text = "";
        var cells = new FinishedCells<TableCell>(table.Name);
        table.Make(cells, Console.Error.WriteLine, published =>
        {
            text = published;
            if (write)
                TableDocument.Write(Path.Combine(SharedFolder.Repository(), "docs", "methods.md"), table.Name, text);
        });
        Console.WriteLine(text);
    }

    private static void Mask(TableSubject subject, string prune)
    {
        var trial = MaskTrial.Run(subject, prune);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{subject.Name} {subject.Measure} {trial.Score:0.0000}, zeros {trial.Zeros:0.0000}, mean layer error "
            + $"{trial.LayerError:0.00000}, trained {trial.TrainedShare:0.00%} in {trial.Steps} steps, {trial.Seconds:0.0} s: {prune}"));
    }

    private static void Try(Subject subject, string prune, int seed)
    {
        var trial = Trial.Run(subject, prune, seed);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{subject.Score.Name} {subject.Score.Print(trial.Score)}, multiply-adds {trial.MacsKept:0.0000}, "
            + $"parameters {trial.ParametersKept:0.0000}, {trial.Seconds:0.0} s"));
        foreach (var timing in trial.Timings)
            Console.WriteLine(FormattableString.Invariant($"  {timing.Duration.TotalSeconds,7:0.00} s {timing.Name}"));
        foreach (var group in trial.Plan.Groups)
            Console.WriteLine(
                FormattableString.Invariant($"  {group.GroupId}: {group.Kept.Count} of {group.Units}, loss {group.Loss:0.######}"));
    }
}
