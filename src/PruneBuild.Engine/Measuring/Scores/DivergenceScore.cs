using PruneBuild.Engine.Measuring.Statistics;

namespace PruneBuild.Engine.Measuring.Scores;

/// <summary>How far the pruned model's outputs are from the original's; needs no labels.</summary>
/// <param name="shares">True when rows are probabilities already, false when they are logits.</param>
/// <param name="threshold">Above it a single score means yes.</param>
public sealed class DivergenceScore(bool shares, float threshold = 0)
{
    private readonly RunningMean agreement = new();
    private readonly RunningMean cosine = new();
    private readonly RunningMean divergence = new();
    private readonly RunningMean error = new();
    private bool severalRows;
    private long agreeing;

    /// <summary>Takes one record in: one row, or several for a model that answers at every position.</summary>
    /// <param name="original">The original's output, rows one after the other.</param>
    /// <param name="pruned">The pruned model's, of the same length.</param>
    /// <param name="columns">Length of a row: the last axis of the output.</param>
    /// <param name="counts">Which rows count; empty when all do (padding does not).</param>
    public void Add(ReadOnlySpan<float> original, ReadOnlySpan<float> pruned, int columns, ReadOnlySpan<bool> counts = default)
    {
        var (rows, agree, angle, nats, distance) = (0, 0, 0.0, 0.0, 0.0);
        for (var row = 0; row < original.Length / columns; row++)
        {
            if (!counts.IsEmpty && !counts[row])
                continue;
            var left = original.Slice(row * columns, columns);
            var right = pruned.Slice(row * columns, columns);
            rows++;
            agree += Ranking.Answer(left, threshold) == Ranking.Answer(right, threshold) ? 1 : 0;
            angle += Comparisons.Cosine(left, right);
            nats += shares ? Comparisons.KullbackLeiblerOfShares(left, right) : Comparisons.KullbackLeibler(left, right);
            distance += Comparisons.MeanAbsoluteError(left, right);
        }

        if (rows == 0)
            return;
        severalRows |= rows > 1;
        agreeing += agree;
        agreement.Add((double)agree / rows);
        cosine.Add(angle / rows);
        divergence.Add(nats / rows);
        error.Add(distance / rows);
    }

    /// <summary>Share of rows that both models answer with the same class.</summary>
    public Estimate Agreement() => severalRows ? Estimate.Mean(agreement) : Estimate.Share(agreeing, agreement.Count);

    /// <summary>Mean cosine between the outputs.</summary>
    public Estimate Cosine() => Estimate.Mean(cosine);

    /// <summary>Mean KL(original ‖ pruned) in nats.</summary>
    public Estimate KullbackLeibler() => Estimate.Mean(divergence);

    /// <summary>Mean absolute difference of the outputs.</summary>
    public Estimate MeanAbsoluteError() => Estimate.Mean(error);
}
