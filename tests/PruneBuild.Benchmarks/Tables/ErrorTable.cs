using System.Globalization;
using System.Text;
using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Pruning.Masks;
using PruneBuild.Inference.Devices;
using PruneBuild.Pruning.Masks;
using PruneBuild.Pruning.Methods;
using PruneBuild.Testing;

namespace PruneBuild.Benchmarks.Tables;

/// <summary>
/// The error of every layer on the Gram matrix of the model as it is, by every way to mask it: the tables in <c>docs/layers.md</c>.
/// Magnitude and Wanda are compared in one scope (an output); only then is Wanda at most magnitude.
/// </summary>
internal static class ErrorTable
{
    private static readonly (string Title, string Recipe)[] Columns =
    [
        ("magnitude", "criterion: { kind: magnitude, scope: output }, reconstruct: none"), ("Wanda", "method: wanda"),
        ("SparseGPT", "method: sparsegpt"), ("ALPS", "method: alps"),
    ];

    /// <summary>Makes the tables.</summary>
    /// <param name="names">Names of models; empty for all.</param>
    /// <param name="write">True to write them into the document.</param>
    public static void Run(IReadOnlyList<string> names, bool write)
    {
        foreach (var model in LanguageModel.All.Where(model => names.Count == 0 || names.Contains(model.Name)))
        {
            var text = Of(model);
            Console.WriteLine(text);
            if (write)
                TableDocument.Write(Path.Combine(SharedFolder.Repository(), "docs", "layers.md"), model.Name, text);
        }
    }

    private static string Of(LanguageModel language)
    {
        string[] sparsities = ["50%", "2:4"];
        var (model, batches) = (language.Read(), language.Batches());
        var facts = Subject.Must(StructureAnalysis.Analyse(model, batches, Device.Cpu)).Probe.Facts;
        var weights = MaskableWeights.Find(model, facts).Weights
            .Where(Recipe(language, Columns[0].Recipe, sparsities[0]).Filter.Allows).ToArray();
        var recipes = sparsities.SelectMany(sparsity => Columns.Select(column => Recipe(language, column.Recipe, sparsity))).ToArray();
        var losses = Subject.Must(LayerLosses.Of(model, facts, weights, recipes, Workbench.Of(batches, Device.Cpu)));
        var text = new StringBuilder($"{language.Title}\n\n| layer |");
        text.AppendJoin("|", sparsities.SelectMany(sparsity => Columns.Select(column => $" {column.Title} {sparsity} ")))
            .Append("|\n| --- |");
        text.Insert(text.Length, " ---: |", recipes.Length).Append('\n');
        foreach (var weight in weights)
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {weight.Id} | "
                + $"{string.Join(" | ", losses[weight.Id].Select(loss => loss.ToString("0.00000", CultureInfo.InvariantCulture)))} |\n");
        text.Append(CultureInfo.InvariantCulture, $"\nOf {weights.Length} layers, ");
        return text.AppendJoin("; ", sparsities.Index().Select(pair =>
            $"at {pair.Item}: {Order([.. weights.Select(weight => losses[weight.Id].Skip(pair.Index * Columns.Length).ToArray())])}"))
            .Append('.').ToString();
    }

    /// <summary>In how many layers each method is at most its left neighbour.</summary>
    private static string Order(IReadOnlyList<double[]> rows) => string.Join(", ", Enumerable.Range(1, Columns.Length - 1).Select(
        column =>
            $"{Columns[column].Title} is at most {Columns[column - 1].Title} in {rows.Count(row => row[column] <= row[column - 1])}"));

    private static MaskRecipe Recipe(LanguageModel language, string recipe, string sparsity) =>
        Subject.Must(MaskRecipes.Of(language.Entry(MaskRow.Prune(recipe, sparsity)).Prune[0], seed: 0));
}
