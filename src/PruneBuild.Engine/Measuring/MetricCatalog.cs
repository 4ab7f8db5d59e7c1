using PruneBuild.Engine.Measuring.Statistics;
using PruneBuild.Engine.Measuring.Units;

namespace PruneBuild.Engine.Measuring;

/// <summary>Every metric there is.</summary>
public static class MetricCatalog
{
    private static readonly Interval Correlations = new(-1, 1);
    private static readonly Interval NotNegative = new(0, double.PositiveInfinity);

    /// <summary>Right answers.</summary>
    public static Metric Accuracy { get; } = Labelled("accuracy", LabelKind.Classes, "Share of records answered right.");

    /// <summary>F1.</summary>
    public static Metric F1 { get; } = Labelled("f1", LabelKind.Classes, "F1 of class 1 for two classes; for more, the mean over classes.");

    /// <summary>Matthews' correlation.</summary>
    public static Metric Matthews { get; } =
        Labelled("matthews", LabelKind.Classes, "Matthews' correlation between labels and answers.") with { Scale = Correlations };

    /// <summary>Pearson's correlation.</summary>
    public static Metric Pearson { get; } =
        Labelled("pearson", LabelKind.Numbers, "Pearson's correlation between labels and answers, for models that answer a number.") with
        {
            Scale = Correlations,
        };

    /// <summary>Spearman's correlation.</summary>
    public static Metric Spearman { get; } =
        Labelled(
            "spearman", LabelKind.Numbers,
            "Spearman's rank correlation between labels and answers, for models that answer a number.") with { Scale = Correlations };

    /// <summary>Labels among the five highest answers.</summary>
    public static Metric TopFive { get; } = Labelled(
        "top-5", LabelKind.Classes, "Share of records whose label is among the five highest answers.");

    /// <summary>Perplexity of a language model.</summary>
    public static Metric Perplexity { get; } =
        new("perplexity", false, MetricNeeds.Records, false, null, "Exponential of the mean next-token loss of a language model.")
        {
            Scale = NotNegative,
        };

    /// <summary>Equal answers.</summary>
    public static Metric Agreement { get; } =
        Compared("agreement", true, "Share of records on which both models give the same answer.") with { TakesRandomInput = true };

    /// <summary>Direction of outputs.</summary>
    public static Metric Cosine { get; } =
        Compared("cosine", true, "Mean cosine between the outputs of both models.") with { Scale = Correlations };

    /// <summary>Divergence of answers.</summary>
    public static Metric KullbackLeibler { get; } =
        Compared("kl", false, "Mean Kullback-Leibler divergence, in nats, from the original's answer to the pruned model's.") with
        {
            Scale = NotNegative,
        };

    /// <summary>Distance of outputs.</summary>
    public static Metric MeanAbsoluteError { get; } =
        Compared("mean-absolute-error", false, "Mean absolute difference between the outputs of both models.") with { Scale = NotNegative };

    /// <summary>Time of a run.</summary>
    public static Metric Latency { get; } = Cost(
        "latency", UnitFamily.Milliseconds,
        "Median time of a run, interleaved with the original's; a limit against the original must pass a rank test, "
        + "a number of milliseconds must hold for the bad end of the interval.");

    /// <summary>Bytes of the files.</summary>
    public static Metric Size { get; } = Cost("size", UnitFamily.Bytes, "Size of the model's files.");

    /// <summary>Bytes after gzip.</summary>
    public static Metric CompressedSize { get; } =
        Cost("compressed-size", UnitFamily.Bytes, "Size of the model's files after gzip, as packages and containers carry them.");

    /// <summary>Operations.</summary>
    public static Metric Flops { get; } = Cost(
        "flops", UnitFamily.Flops, "Floating-point operations of one record; a multiply-add counts as two.");

    /// <summary>Elements of weights.</summary>
    public static Metric Parameters { get; } = Cost("parameters", UnitFamily.Count, "Elements of the weights.");

    /// <summary>The metrics, in the order of the docs.</summary>
    public static ValueList<Metric> All { get; } =
    [
        Accuracy, F1, Matthews, Pearson, Spearman, TopFive, Perplexity, Agreement, Cosine, KullbackLeibler, MeanAbsoluteError,
        Latency, Size, CompressedSize, Flops, Parameters,
    ];

    /// <summary>The metric of this name, or null.</summary>
    public static Metric? Find(string name) => All.FirstOrDefault(metric => metric.Name == name);

    private static Metric Labelled(string name, LabelKind labels, string description) =>
        new(name, true, MetricNeeds.Labels, false, null, description) { Labels = labels };

    private static Metric Compared(string name, bool isHigherBetter, string description) =>
        new(name, isHigherBetter, MetricNeeds.Records, true, null, description);

    private static Metric Cost(string name, UnitFamily unit, string description) =>
        new(name, false, MetricNeeds.Models, false, unit, description) { Scale = NotNegative };
}
