using PruneBuild.Engine.Measuring.Statistics;

namespace PruneBuild.Engine.Measuring.Scores;

/// <summary>Answers of a classifier against labels.</summary>
/// <param name="columns">Scores of a record: one for each class, or a single one for yes or no.</param>
/// <param name="threshold">Above it a single score means yes: 0 for logits, 0.5 for probabilities.</param>
public sealed class ClassificationScore(int columns, float threshold = 0)
{
    private readonly ConfusionMatrix confusion = new(Math.Max(2, columns));
    private long amongFive;

    /// <summary>Number of classes: labels run from 0 to one less.</summary>
    public int Classes => confusion.Classes;

    /// <summary>Takes one record in.</summary>
    /// <param name="scores">Its scores.</param>
    /// <param name="label">Its true class, 0 ≤ label &lt; <see cref="Classes" />.</param>
    public void Add(ReadOnlySpan<float> scores, int label)
    {
        confusion.Add(label, Ranking.Answer(scores, threshold));
        if (scores.Length == 1 || Ranking.IsAmongTop(scores, label, 5))
            amongFive++;
    }

    /// <summary>Share of records answered right.</summary>
    public Estimate Accuracy() => Estimate.Share(confusion.Right(), confusion.Records);

    /// <summary>Share of records whose true class is among the five highest.</summary>
    public Estimate TopFive() => Estimate.Share(amongFive, confusion.Records);

    /// <summary>F1 of class 1 for two classes; for more, the mean over the classes that occur in labels or answers.</summary>
    public Estimate F1()
    {
        if (Classes == 2)
            return F1(1);
        var present = Enumerable.Range(0, Classes).Where(k => Touched(k) > 0).Select(F1).ToArray();
        if (present.Length == 0)
            return new(0, EstimateKind.Mean, double.PositiveInfinity, 0);
        var variance = present.Sum(one => Math.Pow(HalfWidth(one), 2));
        return new(present.Average(one => one.Value), EstimateKind.Mean, Math.Sqrt(variance) / present.Length, confusion.Records);
    }

    /// <summary>Matthews' correlation between labels and answers.</summary>
    public Estimate Matthews() =>
        new(confusion.Matthews(), EstimateKind.Correlation, RegressionScore.FisherError(confusion.Records, 1), confusion.Records);

    private Estimate F1(int positive) => new(confusion.F1(positive), EstimateKind.OverlapShare, Touched(positive), confusion.Records);

    /// <summary>Records labelled or answered with a class: TP + FP + FN.</summary>
    private long Touched(int k) => confusion.Labelled(k) + confusion.Answered(k) - confusion[k, k];

    /// <summary>Half the interval of one standard deviation.</summary>
    private static double HalfWidth(Estimate estimate) =>
        estimate.Interval(0.6826894921370859) is var interval ? (interval.High - interval.Low) / 2 : 0;
}
