using PruneBuild.Engine.Data;
using PruneBuild.Engine.Measuring.Scores;
using PruneBuild.Engine.Measuring.Statistics;

namespace PruneBuild.Engine.Measuring;

/// <summary>One model's answers against what is true: classes, numbers, or the next token.</summary>
internal sealed class LabelScores
{
    private readonly Answer answer;
    private readonly Labels? labels;
    private readonly ClassificationScore? classes;
    private readonly RegressionScore? numbers;
    private readonly NextTokenScore? tokens;

    public LabelScores(Answer answer, Labels? labels)
    {
        (this.answer, this.labels) = (answer, labels);
        tokens = answer.TokenInput is null ? null : new NextTokenScore();
        if (labels is null || answer.TokenInput is not null || answer.Columns is not { } columns)
            return;
        classes = labels.AreClasses ? new ClassificationScore(columns, answer.Threshold) : null;
        numbers = labels.AreClasses ? null : new RegressionScore();
    }

    /// <summary>Takes one record in.</summary>
    /// <param name="record">Its number in the data set.</param>
    /// <param name="output">What the model answered.</param>
    /// <param name="next">For language models, the token behind each position, negative where there is none.</param>
    public void Add(int record, ReadOnlySpan<float> output, ReadOnlySpan<int> next)
    {
        classes?.Add(output[..Math.Min(output.Length, answer.Columns!.Value)], (int)labels!.Values[record]);
        numbers?.Add(output[0], labels!.Values[record]);
        if (tokens is not null && !next.IsEmpty)
            tokens.Add(output, next);
    }

    /// <summary>What can be said.</summary>
    public IEnumerable<(Metric Metric, Estimate Value)> Estimates()
    {
        if (classes is not null)
        {
            yield return (MetricCatalog.Accuracy, classes.Accuracy());
            yield return (MetricCatalog.F1, classes.F1());
            yield return (MetricCatalog.Matthews, classes.Matthews());
            if (answer.Columns > 5)
                yield return (MetricCatalog.TopFive, classes.TopFive());
        }

        if (numbers is not null)
        {
            yield return (MetricCatalog.Pearson, numbers.Pearson());
            yield return (MetricCatalog.Spearman, numbers.Spearman());
        }

        if (tokens?.Perplexity() is { } perplexity)
            yield return (MetricCatalog.Perplexity, perplexity);
    }
}
