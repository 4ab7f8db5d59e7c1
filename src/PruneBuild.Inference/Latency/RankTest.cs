namespace PruneBuild.Inference.Latency;

/// <summary>The Mann–Whitney test: do numbers of one sample tend to be smaller than those of another?</summary>
internal static class RankTest
{
    /// <summary>One-sided p-value for "x tends to be smaller than y".</summary>
    /// <remarks>Normal approximation of U with correction for ties and for continuity (Mann and Whitney 1947);
    /// good from about eight numbers a side.</remarks>
    public static double Less(double[] x, double[] y)
    {
        if (x.Length == 0 || y.Length == 0)
            return 1;
        var ranks = Ranks([.. x, .. y], out var tieTerm);
        double n = x.Length, m = y.Length, total = n + m;
        // U counts pairs with x above y, ties half.
        var u = ranks.Take(x.Length).Sum() - (n * (n + 1) / 2);
        var variance = n * m / 12 * (total + 1 - (tieTerm / (total * (total - 1))));
        return variance <= 0 ? 1 : NormalLowerTail((u + 0.5 - (n * m / 2)) / Math.Sqrt(variance));
    }

    /// <summary>Ranks from 1, equal numbers sharing their mean rank; tieTerm = Σ (t³ − t) over groups of t equal numbers.</summary>
    private static double[] Ranks(double[] values, out double tieTerm)
    {
        var order = Enumerable.Range(0, values.Length).OrderBy(i => values[i]).ToArray();
        var ranks = new double[values.Length];
        tieTerm = 0;
        for (var start = 0; start < order.Length;)
        {
            var end = start;
            while (end < order.Length && values[order[end]] == values[order[start]])
                end++;
            for (var i = start; i < end; i++)
                ranks[order[i]] = (start + 1 + end) / 2.0;
            double ties = end - start;
            tieTerm += (ties * ties * ties) - ties;
            start = end;
        }

        return ranks;
    }

    /// <summary>P(Z ≤ z) for a standard normal Z, to about 1e-12: a series near the middle,
    /// Laplace's continued fraction in the tails.</summary>
    internal static double NormalLowerTail(double z)
    {
        if (z > 0)
            return 1 - NormalLowerTail(-z);
        var x = -z;
        var density = Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);
        return x < 3 ? 0.5 - (density * Series(x)) : density / Fraction(x);
    }

    // x + x³/3 + x⁵/(3·5) + …
    private static double Series(double x)
    {
        double term = x, sum = x;
        for (var k = 3; term > sum * 1e-17; k += 2)
        {
            term *= x * x / k;
            sum += term;
        }

        return sum;
    }

    // x + 1/(x + 2/(x + 3/(x + …
    private static double Fraction(double x)
    {
        var fraction = x;
        for (var k = 200; k > 0; k--)
            fraction = x + (k / fraction);
        return fraction;
    }
}
