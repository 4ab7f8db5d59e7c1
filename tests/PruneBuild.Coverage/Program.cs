using System.Globalization;
using PruneBuild.Coverage;
using PruneBuild.Coverage.Graphs;
using PruneBuild.Coverage.Operators;
using PruneBuild.Coverage.Scoring;
using PruneBuild.Testing;

// The scoreboard of dimension inference: `dotnet run --project eng -- coverage [--filter name] [--jobs n] [--quick | --list |
// --operators]`. Over all models it writes docs/coverage.md; over some it only prints. `--quick` proves only the cut of everything at once,
// `--list` shows groups and refusals, `--operators` writes docs/operators.md,
// `--random n [--from seed] [--quick]` proves the cuts of n random models.
if (args.Contains("--operators"))
{
    File.WriteAllText(Path.Combine(SharedFolder.Repository(), "docs", "operators.md"), OperatorPage.Write());
    return 0;
}

if (Value("--random") is { } count)
    return RandomModels(
        int.Parse(count, CultureInfo.InvariantCulture),
        int.Parse(Value("--from") ?? "0", CultureInfo.InvariantCulture), !args.Contains("--quick"));

var filter = Value("--filter") ?? "";
var jobs = int.Parse(Value("--jobs") ?? "2", CultureInfo.InvariantCulture);
var quick = args.Contains("--quick");
var models = CoverageModel.All(filter);
if (models.Count == 0)
{
    Console.Error.WriteLine(
        filter.Length > 0 ? $"no model's name contains '{filter}'" : "the folder ../shared (beside the repository) is not on this machine");
    return 1;
}

if (args.Contains("--list"))
{
    foreach (var model in models)
        Console.Write(StructureListing.Write(model));
    return 0;
}

var scores = new ModelScore[models.Count];
// One by one, so that a few large models do not hold back the small ones that stand behind them.
var queue = System.Collections.Concurrent.Partitioner.Create(
    Enumerable.Range(0, models.Count), System.Collections.Concurrent.EnumerablePartitionerOptions.NoBuffering);
Parallel.ForEach(queue, new ParallelOptions { MaxDegreeOfParallelism = jobs }, i =>
{
    scores[i] = ModelScoring.Score(models[i], everyGroup: !quick);
    Console.Error.WriteLine(ScoreTable.Row(scores[i]));
});
var table = ScoreTable.Write(scores, !quick);
if (filter.Length == 0)
    File.WriteAllText(Path.Combine(SharedFolder.Repository(), "docs", "coverage.md"), table);
else
    Console.Write(table);
return scores.All(score => score.Defects.Count == 0 && score.Failure?.StartsWith("crash", StringComparison.Ordinal) != true) ? 0 : 1;

static int RandomModels(int count, int from, bool everyGroup)
{
    var (groups, wrong) = (0, 0);
    for (var seed = from; seed < from + count; seed++)
    {
        var proof = RandomProof.Run(seed, everyGroup);
        groups += proof.Groups;
        wrong += proof.Defects.Count;
        foreach (var defect in proof.Defects)
            Console.WriteLine($"seed {seed}: {defect}");
        if ((seed - from + 1) % 100 == 0)
            Console.Error.WriteLine($"{seed - from + 1} models, {groups} groups, {wrong} wrong cuts");
    }

    Console.WriteLine($"{count} random models, {groups} groups, {wrong} wrong cuts");
    return wrong == 0 ? 0 : 1;
}

string? Value(string option) => Array.IndexOf(args, option) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : null;
