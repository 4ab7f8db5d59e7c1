namespace PruneBuild.Engine.Measuring.Statistics;

/// <summary>A measured number and how sure it is.</summary>
/// <param name="Value">The number.</param>
/// <param name="Kind">What kind of number, which decides how its interval is computed.</param>
/// <param name="Spread">For shares the number of trials; for the others the standard error on the kind's own scale;
/// 0 for exact numbers.</param>
/// <param name="Records">Records that it was measured on; 0 when it does not depend on data.</param>
public sealed record Estimate(double Value, EstimateKind Kind, double Spread, long Records)
{
    /// <summary>A number that is counted, not sampled.</summary>
    public static Estimate Exact(double value) => new(value, EstimateKind.Exact, 0, 0);

    /// <summary>A share of successes.</summary>
    public static Estimate Share(long successes, long trials) =>
        new(trials == 0 ? 0 : (double)successes / trials, EstimateKind.Share, trials, trials);

    /// <summary>The mean of a stream.</summary>
    public static Estimate Mean(RunningMean mean) => new(mean.Mean, EstimateKind.Mean, mean.StandardError, mean.Count);

    /// <summary>The range that the true value lies in with this confidence, strictly between 0 and 1.</summary>
    public Interval Interval(double confidence) => Kind switch
    {
        EstimateKind.Exact => new(Value, Value),
        EstimateKind.Share when Spread <= 0 => new(0, 1),
        EstimateKind.Share => Statistics.Interval.Wilson(Value, Spread, confidence),
        EstimateKind.OverlapShare => OverlapInterval(confidence),
        EstimateKind.Mean => Statistics.Interval.Normal(Value, Spread, confidence),
        EstimateKind.Exponential => ExponentialInterval(confidence),
        EstimateKind.Correlation => Statistics.Interval.Fisher(Value, Spread, confidence),
        _ => throw new InvalidOperationException($"No interval for {Kind}."),
    };

    /// <summary>F = 2J/(1 + J) of a share J = TP/(TP + FP + FN), whose trials are the records that the class touches.</summary>
    private Interval OverlapInterval(double confidence)
    {
        if (Spread <= 0)
            return new(0, 1);
        var share = Statistics.Interval.Wilson(Value / (2 - Value), Spread, confidence);
        return new(2 * share.Low / (1 + share.Low), 2 * share.High / (1 + share.High));
    }

    private Interval ExponentialInterval(double confidence)
    {
        var log = Statistics.Interval.Normal(Math.Log(Value), Spread, confidence);
        return new(Math.Exp(log.Low), Math.Exp(log.High));
    }
}

/// <summary>What kind of number an <see cref="Estimate" /> is.</summary>
public enum EstimateKind
{
    /// <summary>Counted: no interval.</summary>
    Exact,

    /// <summary>A share of independent trials: Wilson's interval.</summary>
    Share,

    /// <summary>F1 of one class: Wilson's interval of the overlap, carried over.</summary>
    OverlapShare,

    /// <summary>A mean over records: normal, by its standard error.</summary>
    Mean,

    /// <summary>The exponential of a mean (perplexity): normal on the logarithm.</summary>
    Exponential,

    /// <summary>A correlation: normal after Fisher's transform.</summary>
    Correlation,
}
