namespace PruneBuild.Pruning.Masks.Allocation;

/// <summary>One ranking of magnitudes over all weights: each loses what of it is among the smallest.</summary>
public static class GlobalAllocation
{
    /// <summary>The share of zeros of each weight.</summary>
    /// <param name="magnitudes">|w| of each weight's elements.</param>
    /// <param name="zeros">Share over all.</param>
    /// <remarks>A weight that would lose more than <see cref="ShareLimits.Largest" /> loses that, and the others the rest.</remarks>
    public static double[] Shares(IReadOnlyList<double[]> magnitudes, double zeros)
    {
        var total = magnitudes.Sum(values => (long)values.Length);
        var order = magnitudes.SelectMany((values, weight) => values.Select(value => (value, weight)))
            .OrderBy(pair => pair.value).ThenBy(pair => pair.weight);
        var removed = new long[magnitudes.Count];
        var left = (long)Math.Round(zeros * total, MidpointRounding.AwayFromZero);
        var largest = Math.Max(zeros, ShareLimits.Largest);
        foreach (var (_, weight) in order)
        {
            if (left == 0)
                break;
            if (removed[weight] + 1 > largest * magnitudes[weight].Length)
                continue;
            removed[weight]++;
            left--;
        }

        return [.. removed.Select((count, weight) => magnitudes[weight].Length == 0 ? 0 : (double)count / magnitudes[weight].Length)];
    }
}
