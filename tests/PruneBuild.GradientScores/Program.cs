using PruneBuild.GradientScores;
using PruneBuild.Testing;

// The scoreboard of gradients: `dotnet run --project eng -- gradients [--filter name]`. Over all models of ../shared/zoo it writes
// docs/gradients.md; over some, or with `--again`, which makes all forward values again that can be, it only prints. `--cost` measures what
// gradients of sst2-minilm cost (`eng -- bench gradients`).
if (args is ["--cost-of", var pass])
{
    GradientCost.RunAlone(pass);
    return 0;
}

if (args.Contains("--cost"))
    return GradientCost.Measure() ? 0 : 1;

var filter = Array.IndexOf(args, "--filter") is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : "";
var models = SharedFolder.Models("zoo")
    .Where(path => Path.GetFileName(Path.GetDirectoryName(path)!).Contains(filter, StringComparison.OrdinalIgnoreCase)).ToList();
if (models.Count == 0)
{
    Console.Error.WriteLine(
        filter.Length > 0 ? $"no model's name contains '{filter}'" : "the folder ../shared (beside the repository) is not on this machine");
    return 1;
}

var again = args.Contains("--again");
var scores = new List<GradientScore>();
foreach (var model in models)
{
    scores.Add(GradientScoring.Score(model, again ? 0 : double.PositiveInfinity));
    Console.Error.WriteLine(GradientTable.Row(scores[^1]));
}

var isWhole = filter.Length == 0 && !again;
var table = GradientTable.Write(scores, isWhole ? GradientCost.Peaks() : []);
if (isWhole)
    File.WriteAllText(Path.Combine(SharedFolder.Repository(), "docs", "gradients.md"), table);
else
    Console.Write(table);
return scores.All(score => score.Holds) ? 0 : 1;
