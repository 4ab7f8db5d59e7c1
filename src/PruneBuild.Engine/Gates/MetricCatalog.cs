using PruneBuild.Engine.Measuring.Units;

namespace PruneBuild.Engine.Gates;

/// <summary>Every metric there is.</summary>
public static class MetricCatalog
{
    /// <summary>The metrics, in the order of the docs.</summary>
    public static ValueList<Metric> All { get; } =
    [
        Labelled("accuracy", "Share of records answered right."),
        Labelled("f1", "F1 of class 1 for two classes; for more, the mean over classes."),
        Labelled("matthews", "Matthews' correlation between labels and answers."),
        Labelled("pearson", "Pearson's correlation between labels and answers, for models that answer a number."),
        Labelled("spearman", "Spearman's rank correlation between labels and answers, for models that answer a number."),
        Labelled("top-5", "Share of records whose label is among the five highest answers."),
        new("perplexity", false, MetricNeeds.Records, false, null, "Exponential of the mean next-token loss of a language model."),
        Compared("agreement", true, "Share of records on which both models give the same answer."),
        Compared("cosine", true, "Mean cosine between the outputs of both models."),
        Compared("kl", false, "Mean Kullback-Leibler divergence, in nats, from the original's answer to the pruned model's."),
        Compared("mean-absolute-error", false, "Mean absolute difference between the outputs of both models."),
        Cost("latency", UnitFamily.Milliseconds, "Median time of a run, interleaved with the original's; a limit against the original must pass a rank test, a number of milliseconds must hold for the bad end of the interval."),
        Cost("size", UnitFamily.Bytes, "Size of the model's files."),
        Cost("compressed-size", UnitFamily.Bytes, "Size of the model's files after gzip, as packages and containers carry them."),
        Cost("flops", UnitFamily.Flops, "Floating-point operations of one record; a multiply-add counts as two."),
        Cost("parameters", UnitFamily.Count, "Elements of the weights."),
    ];

    /// <summary>The metric of this name, or null.</summary>
    public static Metric? Find(string name) => All.FirstOrDefault(metric => metric.Name == name);

    private static Metric Labelled(string name, string description) => new(name, true, MetricNeeds.Labels, false, null, description);

    private static Metric Compared(string name, bool isHigherBetter, string description) =>
        new(name, isHigherBetter, MetricNeeds.Records, true, null, description);

    private static Metric Cost(string name, UnitFamily unit, string description) =>
        new(name, false, MetricNeeds.Models, false, unit, description);
}
