namespace PruneBuild.Pruning.Methods;

/// <summary>Where the scores of a group lie and how far they spread.</summary>
/// <param name="Mean">Their mean.</param>
/// <param name="Deviation">Their unbiased standard deviation; 0 for a single one.</param>
public sealed record ScoreScale(double Mean, double Deviation)
{
    /// <summary>Of some scores.</summary>
    public static ScoreScale Of(IReadOnlyList<double> scores)
    {
        var mean = scores.DefaultIfEmpty(0).Average();
        return new ScoreScale(mean, Math.Sqrt(scores.Sum(score => (score - mean) * (score - mean)) / Math.Max(1, scores.Count - 1)));
    }

    /// <summary>Of the same scores in another unit.</summary>
    public ScoreScale DividedBy(double unit) => new(Mean / unit, Deviation / unit);

    /// <summary>By how many deviations a score lies above the mean; 0 where all are the same.</summary>
    public double Standardize(double score) => Deviation > 0 ? (score - Mean) / Deviation : 0;
}
