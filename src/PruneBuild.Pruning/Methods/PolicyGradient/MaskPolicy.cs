namespace PruneBuild.Pruning.Methods.PolicyGradient;

/// <summary>Independent Bernoulli masks, and how their probabilities follow the loss. Pure.</summary>
public static class MaskPolicy
{
    private const double Margin = 1e-7;

    /// <summary>The update direction (1/(K−1)) Σ_k (L_k − δ)·h_k with h = (m − s)/√((s+ε)(1−s+ε)): the score function, preconditioned by
    /// √(s(1−s)), which tames it near 0 and 1.</summary>
    /// <param name="probabilities">s.</param>
    /// <param name="masks">m_k.</param>
    /// <param name="losses">L_k.</param>
    /// <param name="baseline">δ.</param>
    public static double[] Direction(
        IReadOnlyList<double> probabilities, IReadOnlyList<bool[]> masks, IReadOnlyList<double> losses, double baseline)
    {
        var direction = new double[probabilities.Count];
        for (var k = 0; k < masks.Count; k++)
        {
            var advantage = (losses[k] - baseline) / (masks.Count - 1);
            for (var unit = 0; unit < direction.Length; unit++)
            {
                var s = probabilities[unit];
                direction[unit] += advantage * ((masks[k][unit] ? 1 : 0) - s) / Math.Sqrt((s + Margin) * (1 - s + Margin));
            }
        }

        return direction;
    }

    /// <summary>The nearest probabilities whose expected price meets the budget: clamp(s_u − v·c_u, 0, 1) with the least v ≥ 0.</summary>
    /// <param name="scores">s before projection.</param>
    /// <param name="prices">c &gt; 0.</param>
    /// <param name="budget">What Σ c·s may be. A smaller sum stays as it is.</param>
    /// <remarks>With equal prices this is the published projection onto Σ s = budget. Bisection to the last bit:
    /// the sum falls with v.</remarks>
    public static double[] Project(IReadOnlyList<double> scores, IReadOnlyList<double> prices, double budget)
    {
        var (low, high) = (0.0, scores.Zip(prices, (score, price) => Math.Max(0, score) / price).DefaultIfEmpty(0).Max());
        if (Price(Clamped(0)) <= budget)
            return Clamped(0);
        for (var step = 0; step < 100; step++)
        {
            var middle = (low + high) / 2;
            if (Price(Clamped(middle)) > budget)
                low = middle;
            else
                high = middle;
        }

        return Clamped(high);

        double[] Clamped(double shift) => [.. scores.Select((score, unit) => Math.Clamp(score - (shift * prices[unit]), 0, 1))];

        double Price(double[] probabilities) => probabilities.Zip(prices, (s, price) => s * price).Sum();
    }

    /// <summary>First probabilities from a metric: standardised (unbiased deviation), through the logistic function,
    /// shifted to a mean.</summary>
    /// <param name="metric">The larger, the more a unit is needed.</param>
    /// <param name="keepRate">The mean that is wanted.</param>
    /// <returns>Not clamped; <see cref="Project" /> does that.</returns>
    public static double[] FromMetric(IReadOnlyList<double> metric, double keepRate)
    {
        var mean = metric.Average();
        var deviation = Math.Sqrt(metric.Sum(value => (value - mean) * (value - mean)) / Math.Max(1, metric.Count - 1));
        var logistic = metric.Select(value => 1 / (1 + Math.Exp(deviation > 0 ? -(value - mean) / deviation : 0))).ToArray();
        var shift = keepRate - logistic.Average();
        return Array.ConvertAll(logistic, value => value + shift);
    }

    /// <summary>The units that stay under a budget: highest scores first, as long as they fit.</summary>
    public static bool[] Hard(IReadOnlyList<double> scores, IReadOnlyList<double> prices, double budget)
    {
        var mask = new bool[scores.Count];
        foreach (var unit in Enumerable.Range(0, mask.Length).OrderByDescending(unit => scores[unit]).ThenBy(unit => unit))
        {
            if (prices[unit] > budget)
                continue;
            budget -= prices[unit];
            mask[unit] = true;
        }

        return mask;
    }
}
