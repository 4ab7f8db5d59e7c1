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
    private readonly List<(Metric Metric, Func<Estimate?> Value)> said = [];

    public LabelScores(Answer answer, Labels? labels)
    {
        (this.answer, this.labels) = (answer, labels);
        if (answer.TokenInput is not null)
        {
            tokens = new NextTokenScore();
            said.Add((MetricCatalog.Perplexity, tokens.Perplexity));
        }
        else if (labels is { AreClasses: true } && answer.Columns is { } columns)
        {
            classes = new ClassificationScore(columns, answer.Threshold);
            said.AddRange(
                [(MetricCatalog.Accuracy, classes.Accuracy), (MetricCatalog.F1, classes.F1), (MetricCatalog.Matthews, classes.Matthews)]);
            if (columns > 5)
                said.Add((MetricCatalog.TopFive, classes.TopFive));
        }
        else if (labels is not null && answer.Columns is not null)
        {
            numbers = new RegressionScore();
            said.AddRange([(MetricCatalog.Pearson, numbers.Pearson), (MetricCatalog.Spearman, numbers.Spearman)]);
        }
    }

    /// <summary>What there is to say of such answers, be there records or not.</summary>
    public IEnumerable<Metric> Metrics => said.Select(one => one.Metric);

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
    public IEnumerable<(Metric Metric, Estimate Value)> Estimates() =>
        from one in said
        let value = one.Value()
        where value is not null
        select (one.Metric, value);
}
