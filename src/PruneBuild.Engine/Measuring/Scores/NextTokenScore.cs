using PruneBuild.Engine.Measuring.Statistics;

namespace PruneBuild.Engine.Measuring.Scores;

/// <summary>How well a language model predicts the next token.</summary>
/// <remarks>Tokens of one record depend on each other, so the spread is that of records: a ratio estimate, Σ loss/Σ tokens.</remarks>
public sealed class NextTokenScore
{
    private readonly List<(double Loss, long Tokens)> records = [];

    /// <summary>Takes one record in.</summary>
    /// <param name="logits">Scores of the vocabulary at each position, [positions, vocabulary].</param>
    /// <param name="next">The token that follows each position; negative where there is none (padding, the end).</param>
    public void Add(ReadOnlySpan<float> logits, ReadOnlySpan<int> next)
    {
        var vocabulary = next.IsEmpty ? 0 : logits.Length / next.Length;
        var (loss, tokens) = (0.0, 0L);
        for (var i = 0; i < next.Length; i++)
        {
            if (next[i] < 0)
                continue;
            var row = logits.Slice(i * vocabulary, vocabulary);
            (loss, tokens) = (loss + Comparisons.LogSumExp(row) - row[next[i]], tokens + 1);
        }

        if (tokens > 0)
            records.Add((loss, tokens));
    }

    /// <summary>exp of the mean loss of a token; null when no record had a token to predict.</summary>
    public Estimate? Perplexity()
    {
        if (records.Count == 0)
            return null;
        double loss = records.Sum(record => record.Loss), tokens = records.Sum(record => record.Tokens);
        var mean = loss / tokens;
        return new(Math.Exp(mean), EstimateKind.Exponential, StandardError(mean, tokens), records.Count);
    }

    /// <summary>√(n/(n−1)·Σ(lossᵢ − mean·tokensᵢ)²)/Σ tokens: linearised variance of a ratio of record sums.</summary>
    private double StandardError(double mean, double tokens)
    {
        if (records.Count < 2)
            return double.PositiveInfinity;
        var squares = records.Sum(record => Math.Pow(record.Loss - mean * record.Tokens, 2));
        return Math.Sqrt(squares * records.Count / (records.Count - 1)) / tokens;
    }
}
