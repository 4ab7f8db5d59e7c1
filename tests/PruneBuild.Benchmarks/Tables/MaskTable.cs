using System.Globalization;
using System.Text;
using PruneBuild.Testing;

namespace PruneBuild.Benchmarks.Tables;

/// <summary>Perplexities of two language models after every way to mask them: <c>docs/methods-masks.md</c>.</summary>
internal static class MaskTable
{
    private static readonly string[] Sparsities = ["50%", "70%", "2:4", "4:8"];

    /// <summary>What prune.yaml says without <c>remove</c>, and what others reach: stories at 50 %, 70 %, 2:4, 4:8, then characters.</summary>
    private static readonly (string Title, string Recipe, double?[] Reference)[] Rows =
    [
        ("magnitude", "method: magnitude", [46.76, 430.3, 121.7, 81.69, 36.58, 115.8, 79.96, 55.64]),
        ("Wanda", "method: wanda", [22.65, 202.6, 72.26, 40.99, 26.79, 85.54, 50.07, 47.37]),
        ("SparseGPT", "method: sparsegpt", [21.22, 124.9, 36.16, 23.68, 18.37, 99.70, 23.55, 17.66]),
        ("magnitude + exact update", $"method: magnitude, {Exact}", [26.02, 167.7, 38.54, 27.21, 11.75, 42.24, 16.86, 13.36]),
        ("Wanda + exact update", $"method: wanda, {Exact}", [14.17, 80.68, 32.45, 20.80, 11.08, 41.86, 17.54, 13.29]),
        ("SparseGPT + exact update", $"method: sparsegpt, {Exact}", [18.13, 104.4, 27.64, 18.61, 12.58, 60.82, 14.56, 11.48]),
        ("SDS", "method: sds", [20.70, null, 32.94, null, 10.19, null, 14.25, null]),
        ("SDS + exact update", $"method: sds, {Exact}", [16.15, null, 29.02, null, 10.20, null, 14.58, null]),
        ("ALPS", "method: alps", []),
        ("ADMM on a schedule", "method: admm", []),
        ("exact surgery (OBC)", "method: obc", []),
        ("exact surgery, the same share in every output", "method: obc, criterion: { kind: obc, scope: output }", []),
        ("ALPS, the same share in every output", "method: alps, criterion: { kind: alps, scope: output }", []),
        ("FISTA + exact update", $"method: fista, {Exact}", []),
        ("RIA + exact update", $"method: ria, {Exact}", []),
        ("swaps", "method: sparse-swaps", []),
        ("swaps + exact update", $"method: sparse-swaps, {Exact}", []),
        ("DSnoT", "method: dsnot", []),
    ];

    private const string Exact = "reconstruct: { kind: least-squares, ridge: 0.01, intercept: false }";

    /// <summary>Makes the table; writes it where the documentation is when asked to.</summary>
    public static void Run(bool write)
    {
        var text = new StringBuilder();
        text.Append("# Masks: what each method leaves of two small language models\n\n");
        text.Append("Made by `dotnet run --project eng -- table masks --write`, from the ONNX files alone; lower is better. In brackets: the reference\n");
        text.Append("implementation in double precision on the same data, where there is one.\n");
        foreach (var (offset, subject) in ((LanguageModel[])[LanguageModel.Stories, LanguageModel.Characters]).Index())
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {subject.Title}\n\nDense: {subject.Perplexity(subject.Read()):0.000}.\n\n");
            text.Append(CultureInfo.InvariantCulture, $"| perplexity | {string.Join(" | ", Sparsities)} |\n|---|{string.Concat(Sparsities.Select(_ => "---|"))}\n");
            foreach (var (title, recipe, reference) in Rows)
            {
                var cells = Sparsities.Select((sparsity, column) => Cell(subject, recipe, sparsity, reference.ElementAtOrDefault((4 * offset) + column)));
                var line = $"| {title} | {string.Join(" | ", cells)} |\n";
                Console.Write(line);
                text.Append(line);
            }
        }

        if (write)
            File.WriteAllText(Path.Combine(SharedFolder.Repository(), "docs", "methods-masks.md"), text.ToString());
    }

    private static string Cell(LanguageModel subject, string recipe, string sparsity, double? reference)
    {
        var trial = MaskTrial.Run(subject, $"{{ {recipe}, remove: {{ sparsity: {sparsity} }} }}");
        return Digits(trial.Perplexity) + (reference is { } known ? $" ({Digits(known)})" : "");
    }

    private static string Digits(double value) =>
        value.ToString(value >= 100 ? "0.0" : "0.00", CultureInfo.InvariantCulture);
}
