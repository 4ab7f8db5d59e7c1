using PruneBuild.Engine.Measuring.Statistics;
using PruneBuild.Numerics.Statistics;

namespace PruneBuild.Engine.Measuring.Scores;

/// <summary>Numbers that a model answers against numbers that are true.</summary>
public sealed class RegressionScore
{
    private readonly List<double> answers = [];
    private readonly List<double> targets = [];

    /// <summary>Takes one record in.</summary>
    public void Add(double answer, double target)
    {
        answers.Add(answer);
        targets.Add(target);
    }

    /// <summary>Pearson's correlation.</summary>
    public Estimate Pearson() => Correlated(Correlation.Pearson(Answers, Targets), 1);

    /// <summary>Spearman's rank correlation; its variance is 1.06 times Pearson's (Fieller, Hartley and Pearson 1957).</summary>
    public Estimate Spearman() => Correlated(Correlation.Spearman(Answers, Targets), 1.06);

    /// <summary>Standard error on Fisher's scale: √(factor/(n − 3)); infinite for three records or fewer.</summary>
    internal static double FisherError(long records, double factor) =>
        records > 3 ? Math.Sqrt(factor / (records - 3)) : double.PositiveInfinity;

    private ReadOnlySpan<double> Answers => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(answers);

    private ReadOnlySpan<double> Targets => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(targets);

    private Estimate Correlated(double value, double factor) =>
        new(value, EstimateKind.Correlation, FisherError(answers.Count, factor), answers.Count);
}
