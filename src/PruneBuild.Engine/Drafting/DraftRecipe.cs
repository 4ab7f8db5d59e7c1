using System.Globalization;
using PruneBuild.Engine.Measuring;

namespace PruneBuild.Engine.Drafting;

/// <summary>Method, budget and gates that a first build can be expected to pass.</summary>
/// <param name="Method">The method.</param>
/// <param name="MethodWords">What it does, for a comment.</param>
/// <param name="Remove">The value of <c>remove</c>.</param>
/// <param name="RemoveWords">What it means, for a comment.</param>
/// <param name="Metric">What the report leads with.</param>
/// <param name="Gates">Lines under <c>gates</c>.</param>
internal sealed record DraftRecipe(
    string Method, string MethodWords, string Remove, string RemoveWords, string Metric, ValueList<string> Gates)
{
    private const double Tolerated = 0.05;
    private const string OfFlops = "of one record's floating-point operations";
    private const string BlindWords = "smallest weights first";

    // Of the FLOPs: what goes, and what may stay.
    private static readonly (double Share, double Ratio) Little = (0.05, 0.98), Some = (0.1, 0.95), Much = (0.3, 0.75);

    /// <summary>The recipe of a draft.</summary>
    public static DraftRecipe Of(ModelDraft draft)
    {
        if (draft.Data is not { } data)
            return Blind(draft.Blind);
        var (metric, gate) = Gate(draft, data);
        var (method, reach) = draft.Suited;
        // How much a small net for images can spare differs widely, and a search over it is quick.
        if (draft.Answer == AnswerKind.Class && data is { HasLabels: true, HasImages: true } && method != SuitedMethod.Best)
            return By("{ as-much-as: gates }", "the smallest model that passes them, in at most eight trials", gate);
        // Language models answer at every position, and feel every cut; and what nothing refits does: less goes.
        var (share, ratio) = draft.Answer == AnswerKind.NextToken || method is SuitedMethod.Best or BlindTrial.Method
            || reach < 2 * Some.Share ? Little
            : reach < 2 * Much.Share ? Some
            : Much;
        return By(Line($"{{ flops: {share * 100}% }}"), OfFlops, [.. gate, Line($"flops: {{ max-ratio: {ratio} }}")]);

        // Measured on all of them: docs/methods-structures.md.
        DraftRecipe By(string remove, string words, ValueList<string> gates) => new(method, Words(method), remove, words, metric, gates);
    }

    private static string Words(string method) => method switch
    {
        SuitedMethod.KPrune => "what the answers need stays; cut and refit, one sub-layer after the other",
        SuitedMethod.Osscar => "least-squares choice and refit, layer after layer",
        BlindTrial.Method => BlindWords,
        _ => "tries several, and keeps what answers most like the original",
    };

    private static DraftRecipe Blind((double Share, double Agreement)? found)
    {
        var share = found?.Share ?? BlindTrial.Least;
        ValueList<string> gates = [Line($"flops: {{ max-ratio: {1 - (share / 2)} }}")];
        return new(
            BlindTrial.Method, BlindWords, Line($"{{ flops: {share * 100}% }}"), OfFlops, "",
            found is null ? gates : [Line($"{MetricCatalog.Agreement.Name}: {{ min: {BlindTrial.Gate} }}")
                + "      # share of random records with the same answer as before", .. gates]);
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>A gate on the answers, and the metric that it limits; none where nothing compares them.</summary>
    private static (string Metric, ValueList<string> Gate) Gate(ModelDraft draft, DataDraft data) => draft.Answer switch
    {
        AnswerKind.Class when data.HasLabels =>
            Gate(MetricCatalog.Accuracy, $"{{ max-drop: {Tolerated} }}     # in points: 0.05 is five of a hundred records"),
        AnswerKind.Number when data.HasLabels => Gate(MetricCatalog.Pearson, $"{{ max-drop: {Tolerated} }}"),
        AnswerKind.NextToken => Gate(MetricCatalog.Perplexity, $"{{ max-rise: 50% }}"),
        AnswerKind.Number => Gate(MetricCatalog.MeanAbsoluteError, $"{{ max: 1 }}"),
        AnswerKind.Class => Gate(MetricCatalog.Agreement, $"{{ min: 0.85 }}      # share of records with the same answer as before"),
        AnswerKind.Words => ("", []),
        _ => Gate(MetricCatalog.Cosine, $"{{ min: 0.9 }}          # between the outputs of both models"),
    };

    private static (string Metric, ValueList<string> Gate) Gate(Metric metric, FormattableString limit) =>
        (metric.Name, [$"{metric.Name}: {limit.ToString(CultureInfo.InvariantCulture)}"]);
}
