namespace PruneBuild.Engine.Measuring.Scores;

/// <summary>One record's outputs of the original against those of the pruned model.</summary>
public static class Comparisons
{
    /// <summary>Cosine of the angle between two outputs; 1 when both are zero, 0 when one is.</summary>
    public static double Cosine(ReadOnlySpan<float> original, ReadOnlySpan<float> pruned)
    {
        double dot = 0, left = 0, right = 0;
        for (var i = 0; i < original.Length; i++)
        {
            double a = original[i], b = pruned[i];
            (dot, left, right) = (dot + a * b, left + a * a, right + b * b);
        }

        if (left == 0 && right == 0)
            return 1;
        return left > 0 && right > 0 ? Math.Clamp(dot / Math.Sqrt(left * right), -1, 1) : 0;
    }

    /// <summary>KL(original ‖ pruned) in nats between the softmax distributions of two rows of logits.</summary>
    public static double KullbackLeibler(ReadOnlySpan<float> original, ReadOnlySpan<float> pruned)
    {
        double normaliserP = LogSumExp(original), normaliserQ = LogSumExp(pruned), sum = 0;
        for (var i = 0; i < original.Length; i++)
        {
            var logP = original[i] - normaliserP;
            sum += Math.Exp(logP) * (logP - (pruned[i] - normaliserQ));
        }

        return Math.Max(0, sum);
    }

    /// <summary>KL(original ‖ pruned) in nats between two rows that are probabilities already; a share of 0 counts as 1e-12.</summary>
    public static double KullbackLeiblerOfShares(ReadOnlySpan<float> original, ReadOnlySpan<float> pruned)
    {
        var sum = 0.0;
        for (var i = 0; i < original.Length; i++)
        {
            double p = Math.Max(original[i], 1e-12), q = Math.Max(pruned[i], 1e-12);
            sum += p * Math.Log(p / q);
        }

        return Math.Max(0, sum);
    }

    /// <summary>Mean of |original − pruned|.</summary>
    public static double MeanAbsoluteError(ReadOnlySpan<float> original, ReadOnlySpan<float> pruned)
    {
        var sum = 0.0;
        for (var i = 0; i < original.Length; i++)
            sum += Math.Abs((double)original[i] - pruned[i]);
        return original.IsEmpty ? 0 : sum / original.Length;
    }

    /// <summary>log Σ exp(x), shifted by the maximum.</summary>
    public static double LogSumExp(ReadOnlySpan<float> row)
    {
        double top = double.NegativeInfinity, sum = 0;
        foreach (var value in row)
            top = Math.Max(top, value);
        foreach (var value in row)
            sum += Math.Exp(value - top);
        return top + Math.Log(sum);
    }
}
