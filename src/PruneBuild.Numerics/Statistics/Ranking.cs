namespace PruneBuild.Numerics.Statistics;

/// <summary>Ranks of numbers, from 1; equal numbers share the mean of the ranks that they take up.</summary>
/// <param name="Ranks">One for each number, in their order.</param>
/// <param name="Ties">Σ (t³ − t) over groups of t equal numbers, which rank statistics are corrected by; 0 without equal ones.</param>
public readonly record struct Ranking(double[] Ranks, double Ties)
{
    /// <summary>Ranks some numbers.</summary>
    public static Ranking Of(ReadOnlySpan<double> values)
    {
        var sorted = values.ToArray();
        var order = Enumerable.Range(0, sorted.Length).ToArray();
        Array.Sort(sorted, order);
        var (ranks, ties) = (new double[sorted.Length], 0.0);
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            for (end = start + 1; end < sorted.Length && sorted[end] == sorted[start];)
                end++;
            for (var i = start; i < end; i++)
                ranks[order[i]] = (start + 1 + end) / 2.0;
            double count = end - start;
            ties += (count * count * count) - count;
        }

        return new Ranking(ranks, ties);
    }
}
