namespace PruneBuild.Engine.Measuring.Scores;

/// <summary>What a row of class scores answers.</summary>
public static class Ranking
{
    /// <summary>The class with the highest score, the first of equals; for a single score, whether it is above the threshold.</summary>
    /// <param name="scores">One row; not empty.</param>
    /// <param name="threshold">Used for a single score: 0 for logits, 0.5 for probabilities.</param>
    public static int Answer(ReadOnlySpan<float> scores, float threshold = 0)
    {
        if (scores.Length == 1)
            return scores[0] > threshold ? 1 : 0;
        var best = 0;
        for (var i = 1; i < scores.Length; i++)
        {
            if (scores[i] > scores[best])
                best = i;
        }

        return best;
    }

    /// <summary>True when fewer than <paramref name="count" /> classes come before the label (higher, or equal and earlier).</summary>
    public static bool IsAmongTop(ReadOnlySpan<float> scores, int label, int count)
    {
        var before = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            if (scores[i] > scores[label] || (scores[i] == scores[label] && i < label))
                before++;
        }

        return before < count && !float.IsNaN(scores[label]);
    }
}
