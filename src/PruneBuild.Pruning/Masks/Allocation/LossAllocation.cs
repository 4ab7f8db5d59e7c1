namespace PruneBuild.Pruning.Masks.Allocation;

/// <summary>SPDY: of a table of what each weight's error is at each share of zeros, the shares with the smallest sum.</summary>
/// <remarks>Frantar, Alistarh, SPDY: Accurate Pruning with Speedup Guarantees (ICML 2022): a dynamic programme over a discretised budget, here of
/// elements. The losses are relative errors of layers as measured, without the paper's search for sensitivities.</remarks>
public static class LossAllocation
{
    /// <summary>Steps into which the budget is divided.</summary>
    private const int Buckets = 10_000;

    /// <summary>Shares of zeros that are tried: each keeps four fifths of what the one before it kept.</summary>
    public static ValueList<double> Levels { get; } =
        [.. Enumerable.Range(0, 13).Select(k => 1 - Math.Pow(0.8, k)), ShareLimits.Largest];

    /// <summary>The share of zeros of each weight.</summary>
    /// <param name="losses">Of each weight, at each of <paramref name="levels" />.</param>
    /// <param name="sizes">Elements of each weight.</param>
    /// <param name="levels">Shares of zeros, ascending from 0.</param>
    /// <param name="zeros">Share over all.</param>
    /// <remarks>Cost: weights · levels · 10,000.</remarks>
    public static double[] Shares(IReadOnlyList<double[]> losses, IReadOnlyList<double> sizes, IReadOnlyList<double> levels, double zeros)
    {
        var choices = Choices(losses, sizes, levels, zeros);
        // The levels remove what they must or more, but for rounding; the difference is shared out evenly.
        return choices is null ? [.. sizes.Select(_ => zeros)] : ShareLimits.Meet([.. choices.Select(level => levels[level])], sizes, zeros);
    }

    /// <summary>The level of each weight; null when no levels remove enough.</summary>
    private static int[]? Choices(IReadOnlyList<double[]> losses, IReadOnlyList<double> sizes, IReadOnlyList<double> levels, double zeros)
    {
        // Each weight's part is rounded by at most half a bucket.
        var (total, needed) = (sizes.Sum(), Math.Max(0, (int)Math.Ceiling((zeros * Buckets) - (0.5 * sizes.Count))));
        // best[b]: the smallest loss of the weights so far that removes b buckets; the last stands for all that is needed, or more.
        var best = Enumerable.Repeat(double.PositiveInfinity, needed + 1).ToArray();
        best[0] = 0;
        var chosen = new int[losses.Count][];
        for (var weight = 0; weight < losses.Count; weight++)
        {
            var next = Enumerable.Repeat(double.PositiveInfinity, needed + 1).ToArray();
            chosen[weight] = new int[needed + 1];
            for (var level = 0; level < levels.Count; level++)
            {
                var removed = Removed(sizes[weight], levels[level], total);
                for (var bucket = 0; bucket <= needed; bucket++)
                {
                    var (reached, loss) = (Math.Min(needed, bucket + removed), best[bucket] + losses[weight][level]);
                    if (loss < next[reached])
                        (next[reached], chosen[weight][reached]) = (loss, (bucket * levels.Count) + level);
                }
            }

            best = next;
        }

        if (double.IsInfinity(best[needed]))
            return null;
        var (result, at) = (new int[losses.Count], needed);
        for (var weight = losses.Count - 1; weight >= 0; weight--)
            (at, result[weight]) = (chosen[weight][at] / levels.Count, chosen[weight][at] % levels.Count);
        return result;
    }

    private static int Removed(double size, double level, double total) => (int)Math.Round(size * level / total * Buckets);
}
