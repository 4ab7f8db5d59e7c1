namespace PruneBuild.Benchmarks.Tables;

/// <summary>Rows of the tables of masks.</summary>
/// <param name="Title">For people.</param>
/// <param name="Recipe">What prune.yaml says without <c>remove</c>.</param>
/// <param name="Stories">What others reach on stories260k, by column; empty when nobody measured it.</param>
/// <param name="Characters">The same on shakespeare-char-gpt.</param>
internal sealed record MaskRow(string Title, string Recipe, double?[] Stories, double?[] Characters)
{
    /// <summary>False when zeros are divided among weights: a pattern has nothing to divide.</summary>
    public bool TakesPatterns { get; init; } = true;

    /// <summary>True when it is for models that predict tokens.</summary>
    public bool IsOfTokens { get; init; }

    /// <summary>A recipe as prune.yaml takes it for these zeros: in a pattern, <c>scope</c> says nothing and is refused.</summary>
    /// <param name="recipe">Without <c>remove</c>.</param>
    /// <param name="sparsity">A share or a pattern.</param>
    public static string Prune(string recipe, string sparsity) =>
        $"{{ {(sparsity.Contains(':') ? recipe.Replace(", scope: output", "") : recipe)}, remove: {{ sparsity: {sparsity} }} }}";

    private const string Exact = "reconstruct: { kind: least-squares, ridge: 0.01, intercept: false, targets: own }";

    private const string Towards = "reconstruct: least-squares";

    /// <summary>Masks alone, as far as there are references; they come from the authors' procedures in double
    /// precision on the same data.</summary>
    public static IReadOnlyList<MaskRow> Main { get; } =
    [
        new("magnitude", "method: magnitude", [46.76, 430.3, 121.7, 81.69], [36.58, 115.8, 79.96, 55.64]),
        new("Wanda", "method: wanda", [22.65, 202.6, 72.26, 40.99], [26.79, 85.54, 50.07, 47.37]),
        new("SparseGPT", "method: sparsegpt", [21.22, 124.9, 36.16, 23.68], [18.37, 99.70, 23.55, 17.66]),
        new("ALPS", "method: alps", [], []),
        new("SDS", "method: sds", [], []),
        new(
            "SDS, soft mask by magnitude as published", "method: sds, criterion: { kind: sds, soft-mask: magnitude }",
            [20.70, null, 32.94, null], [10.19, null, 14.25, null]),
        new("magnitude + exact update", $"method: magnitude, {Exact}", [26.02, 167.7, 38.54, 27.21], [11.75, 42.24, 16.86, 13.36]),
        new("Wanda + exact update", $"method: wanda, {Exact}", [14.17, 80.68, 32.45, 20.80], [11.08, 41.86, 17.54, 13.29]),
        new("SparseGPT + exact update", $"method: sparsegpt, {Exact}", [18.13, 104.4, 27.64, 18.61], [12.58, 60.82, 14.56, 11.48]),
        new("SDS + exact update", $"method: sds, {Exact}", [16.15, null, 29.02, null], [10.20, null, 14.58, null]),
        new(
            "SDS, mask chosen once + exact update", $"method: sds, criterion: {{ kind: sds, soft-mask: none }}, {Exact}",
            [16.15, null, 29.02, null], [10.20, null, 14.58, null]),
    ];

    /// <summary>What each weight should put out is what the original puts out there, as shipped for <c>least-squares</c>.</summary>
    public static IReadOnlyList<MaskRow> TowardsOriginal { get; } =
    [
        new("magnitude", $"method: magnitude, {Towards}", [], []),
        new("Wanda", $"method: wanda, {Towards}", [], []),
        new("SparseGPT", $"method: sparsegpt, {Towards}", [], []),
        new("SDS", $"method: sds, {Towards}", [], []),
        new("ALPS", $"method: alps, {Towards}", [], []),
        new("ALPS, the same share in every output", $"method: alps, criterion: {{ kind: alps, scope: output }}, {Towards}", [], []),
        new("best of four by held-out calibration data", "method: best", [], []),
        new("ALPS, then norms and biases trained", $"method: alps, {Towards}, {Perp("norms, biases")}", [], []),
        new("ALPS, then all kept weights trained", $"method: alps, {Towards}, {Perp("weights, norms, biases")}", [], []),
    ];

    /// <summary>Other masks.</summary>
    public static IReadOnlyList<MaskRow> Further { get; } =
    [
        new("exact surgery (OBC)", "method: obc", [], []),
        new("SparseLLM", "method: sparsellm", [], []),
        new("ADMM on a schedule", "method: admm", [], []),
        new("ALPS, the same share in every output", "method: alps, criterion: { kind: alps, scope: output }", [], []),
        new("RIA", "method: ria", [], []),
        new("RIA + exact update", $"method: ria, {Exact}", [], []),
        new("swaps", "method: sparse-swaps", [], []),
        new("swaps + exact update", $"method: sparse-swaps, {Exact}", [], []),
        new("DSnoT", "method: dsnot", [], []),
        new("FISTA", "method: fista", [], []),
        new("magnitude, shares by evolution", "method: magnitude, allocate: evolution", [], []) { TakesPatterns = false },
    ];

    /// <summary>Recovery after magnitude masks, 200 steps.</summary>
    public static IReadOnlyList<MaskRow> Recoveries { get; } =
    [
        new("nothing: statistics of channels", "method: magnitude, recover: statistics", [], []),
        Trained("norms and biases", "norms, biases", [20.93, 57.69], [10.20, 13.40]),
        Trained("norms, biases, new biases", "norms, biases, new-biases", [12.35, null], [9.14, 11.88]),
        Trained("norms, biases, new biases, low-rank update of the head", "norms, biases, new-biases, head-lora", [], [8.80, 11.20]),
        Trained("norms, embeddings and head", "norms, embeddings, head", [12.60, 29.06], [7.67, 9.36]),
        Trained(
            "low-rank updates under the masks and of the head, norms, biases, new biases",
            "mask-lora, head-lora, norms, biases, new-biases", [8.88, 17.34], [7.42, 8.59]),
        Trained(
            "the same, towards the next token in place of the original",
            "mask-lora, head-lora, norms, biases, new-biases", [8.88, 17.34], [7.42, 8.59], ", loss: next-token")
            with { IsOfTokens = true },
        Trained("low-rank factors under the masks, norms, biases", "scale-lora, norms, biases", [], []),
        Blocks("block by block: all kept weights, norms, biases", "weights, norms, biases", [8.24, 35.86], [7.20, 14.79]),
        Blocks("block by block: low-rank updates under the masks, norms, biases", "mask-lora, norms, biases", [8.23, 26.15], [7.71, 13.60]),
        Trained("all kept weights, norms, biases", "weights, norms, biases", [8.73, 17.48], [7.04, 8.18]),
        new("all parameters, masks moving: UniPTS", "method: magnitude, recover: unipts", [], []),
    ];

    private static MaskRow Trained(string title, string families, double?[] stories, double?[] characters, string more = "") =>
        new(title, $"method: magnitude, {Perp(families, more)}", stories, characters);

    private static MaskRow Blocks(string title, string families, double?[] stories, double?[] characters) =>
        new(title, $"method: magnitude, recover: {{ kind: blocks, train: [{families}] }}", stories, characters);

    private static string Perp(string families, string more = "") => $"recover: {{ kind: perp, train: [{families}]{more} }}";
}
