namespace PruneBuild.Engine.Data.Generating;

/// <summary>Chooses a token by a row of scores.</summary>
internal static class TokenSampler
{
    /// <summary>The token of the highest score, the first of several; null when a score is not a number.</summary>
    public static int? Likeliest(ReadOnlySpan<float> scores)
    {
        var best = 0;
        for (var token = 0; token < scores.Length; token++)
        {
            if (float.IsNaN(scores[token]))
                return null;
            best = scores[token] > scores[best] ? token : best;
        }

        return best;
    }

    /// <summary>The token at a share of the distribution, its tokens in ascending order.</summary>
    /// <param name="scores">Logits, or probabilities.</param>
    /// <param name="areShares">True for probabilities.</param>
    /// <param name="share">From 0 to below 1.</param>
    /// <returns>A token of a probability above 0; null when the scores make no distribution.</returns>
    public static int? At(ReadOnlySpan<float> scores, bool areShares, double share)
    {
        if (Likeliest(scores) is not { } likeliest)
            return null;
        var weights = new double[scores.Length];
        for (var token = 0; token < weights.Length; token++)
            weights[token] = areShares ? scores[token] : Math.Exp((double)scores[token] - scores[likeliest]);
        var total = weights.Sum();
        if (!double.IsFinite(total) || total <= 0)
            return null;
        var (reached, wanted) = (0.0, share * total);
        for (var token = 0; token < weights.Length; token++)
        {
            reached += weights[token];
            if (reached > wanted)
                return token;
        }

        return likeliest;
    }
}
