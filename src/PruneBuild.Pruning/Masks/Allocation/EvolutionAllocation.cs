namespace PruneBuild.Pruning.Masks.Allocation;

/// <summary>UniPTS: the shares that a search by evolution likes best. A weight loses five points more than the share over all, and has some
/// of what that frees for itself: a genome says how much.</summary>
/// <remarks>Xie et al., UniPTS: A Unified Framework for Proficient Post-Training Sparsity (CVPR 2024).</remarks>
public static class EvolutionAllocation
{
    /// <summary>What each weight loses first beyond the share over all, and what all share out again.</summary>
    public const double Freed = 0.05;

    private const int MostParents = 10;

    private const double MutationRate = 0.1;

    /// <summary>The share of zeros of each weight.</summary>
    /// <param name="sizes">Elements of each weight.</param>
    /// <param name="zeros">Share over all.</param>
    /// <param name="options">Settings.</param>
    /// <param name="loss">Of shares: smaller is better; NaN is worst. Asked once for each.</param>
    /// <returns>The best of all that were tried, never worse than the same share everywhere.</returns>
    public static double[] Search(IReadOnlyList<int> sizes, double zeros, EvolutionOptions options, Func<double[], double> loss)
    {
        var random = new Random(options.Seed);
        var known = new Dictionary<ValueList<double>, double>();
        var population = First(sizes, options.Population, random);
        for (var generation = 0; ; generation++)
        {
            double[][] ranked = [.. population.OrderBy(Judge)];
            if (generation == options.Generations)
                return Shares(ranked[0], sizes, zeros);
            population = Next([.. ranked.Take(Math.Clamp(options.Population * 2 / 5, 2, MostParents))], options.Population, random);
        }

        double Judge(double[] genome)
        {
            var shares = Shares(genome, sizes, zeros);
            var key = shares.ToValueList();
            if (!known.TryGetValue(key, out var judged))
                known[key] = judged = loss(shares) is var found && double.IsNaN(found) ? double.PositiveInfinity : found;
            return judged;
        }
    }

    /// <summary>s_l = s + 0.05 − 0.05·n·softmax(g)_l/n_l, within the limits of <see cref="ShareLimits" />;
    /// counts of zeros are whole, and their sum is exact.</summary>
    /// <param name="genome">g: a number for each weight; the logarithms of sizes give every weight the same share.</param>
    /// <param name="sizes">n_l: elements of each weight.</param>
    /// <param name="zeros">s: share over all n.</param>
    public static double[] Shares(IReadOnlyList<double> genome, IReadOnlyList<int> sizes, double zeros)
    {
        var (largest, total) = (genome.Max(), sizes.Sum(size => (double)size));
        double[] weights = [.. genome.Select(gene => Math.Exp(gene - largest))];
        var unit = Freed * total / weights.Sum();
        var wanted = weights.Zip(sizes, (weight, size) => Math.Clamp(zeros + Freed - (unit * weight / size), 0, 1)).ToArray();
        return Whole(ShareLimits.Meet(wanted, [.. sizes.Select(size => (double)size)], zeros), sizes, zeros);
    }

    /// <summary>The same share everywhere, the same number of elements for each weight, and random genomes.</summary>
    private static List<double[]> First(IReadOnlyList<int> sizes, int count, Random random)
    {
        var mean = sizes.Average();
        return
        [
            [.. sizes.Select(size => Math.Log(size / mean))], [.. sizes.Select(_ => 0.5)],
            .. Enumerable.Range(0, Math.Max(0, count - 2)).Select(_ => sizes.Select(_ => random.NextDouble()).ToArray()),
        ];
    }

    /// <summary>The best, children of two parents, and parents that have changed, half and half.</summary>
    private static List<double[]> Next(double[][] parents, int count, Random random)
    {
        var crossed = (count - 1) / 2;
        return
        [
            parents[0],
            .. Enumerable.Range(0, crossed).Select(_ => Child(parents, random)),
            .. Enumerable.Range(0, count - 1 - crossed).Select(_ => Changed(parents[random.Next(parents.Length)], random)),
        ];
    }

    private static double[] Child(double[][] parents, Random random)
    {
        var first = random.Next(parents.Length);
        var second = (first + 1 + random.Next(parents.Length - 1)) % parents.Length;
        return [.. parents[first].Zip(parents[second], (one, other) => random.Next(2) == 0 ? one : other)];
    }

    private static double[] Changed(double[] genome, Random random) =>
        [.. genome.Select(gene => random.NextDouble() < MutationRate ? gene * (1 + Normal(random)) : gene)];

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>Shares that are whole numbers of elements: rounded down, then up where the rest is largest.</summary>
    private static double[] Whole(double[] shares, IReadOnlyList<int> sizes, double zeros)
    {
        // Shares meet the total up to their own rounding.
        const double Rounding = 1e-6;
        var counts = shares.Zip(sizes, (share, size) => (long)Math.Floor((share * size) + Rounding)).ToArray();
        var left = (long)Math.Round(zeros * sizes.Sum(size => (double)size), MidpointRounding.AwayFromZero) - counts.Sum();
        foreach (var weight in Enumerable.Range(0, sizes.Count).OrderByDescending(i => (shares[i] * sizes[i]) - counts[i])
            .Take((int)Math.Max(0, left)))
            counts[weight] = Math.Min(counts[weight] + 1, sizes[weight]);
        return [.. counts.Zip(sizes, (count, size) => size == 0 ? 0 : (double)count / size)];
    }
}
