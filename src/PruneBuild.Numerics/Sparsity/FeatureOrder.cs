using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Kernels;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Solvers;

namespace PruneBuild.Numerics.Sparsity;

/// <summary>Orders of features in which patterns such as 2:4 keep more: a group should not hold several features that matter
/// while another holds none.</summary>
/// <remarks>Zhang et al., Plug-and-Play: An Efficient Post-training Pruning Method for Large Language Models (ICLR 2024):
/// channel permutation.</remarks>
public static class FeatureOrder
{
    /// <summary>Groups that change members with each other at once: the assignment's work grows with the cube.</summary>
    private const int GroupsAtOnce = 512;

    /// <summary>The order that keeps most of three: the features' own, that one refined, and the refined dealing.</summary>
    /// <param name="scores">What each weight is worth, [features, weights of a feature]; the weights of a column share their groups.
    /// Not negative, not NaN.</param>
    /// <param name="pattern">N:M along the features.</param>
    /// <returns>For each place the feature that comes there.</returns>
    public static int[] Best(Matrix scores, SparsityTarget.Pattern pattern)
    {
        int[] own = [.. Enumerable.Range(0, scores.Rows)];
        double[] worth = [.. own.Select(feature => Sum(scores.Row(feature)))];
        int[][] orders = [own, Refine(scores, own, pattern), Refine(scores, Deal(worth, pattern.Of), pattern)];
        return orders.MaxBy(order => Kept(scores, order, pattern))!;
    }

    /// <summary>Deals features out to groups, the worthiest first, forth and back. The least worthy are left for a last
    /// group that is not whole.</summary>
    /// <param name="worth">Of each feature.</param>
    /// <param name="size">M: features of a group.</param>
    /// <returns>Group after group, each in the order in which it was dealt.</returns>
    public static int[] Deal(IReadOnlyList<double> worth, int size)
    {
        int[] ranked = [.. Enumerable.Range(0, worth.Count).OrderByDescending(feature => worth[feature])];
        var groups = worth.Count / size;
        var order = new int[worth.Count];
        for (var rank = 0; rank < order.Length; rank++)
        {
            if (rank >= groups * size)
            {
                order[rank] = ranked[rank];
                continue;
            }

            var (round, seat) = Math.DivRem(rank, groups);
            order[((round % 2 == 0 ? seat : groups - 1 - seat) * size) + round] = ranked[rank];
        }

        return order;
    }

    /// <summary>Each group in turn gives its first member away, then its second, and so on, and those that were given away are shared out
    /// anew so that all groups together keep most. What is kept never falls.</summary>
    /// <param name="scores">As for <see cref="Best" />.</param>
    /// <param name="order">Where to start.</param>
    /// <param name="pattern">N:M.</param>
    public static int[] Refine(Matrix scores, IReadOnlyList<int> order, SparsityTarget.Pattern pattern)
    {
        int[] refined = [.. order];
        if (pattern.Kept == 0 || pattern.Kept == pattern.Of)
            return refined;
        var groups = refined.Length / pattern.Of;
        for (var member = 0; member < pattern.Of; member++)
        {
            for (var first = 0; first < groups; first += GroupsAtOnce)
                Share(scores, refined, pattern, member, first, Math.Min(GroupsAtOnce, groups - first));
        }

        return refined;
    }

    /// <summary>What is kept: of each group and column the N largest scores.</summary>
    public static double Kept(Matrix scores, IReadOnlyList<int> order, SparsityTarget.Pattern pattern)
    {
        var sum = 0.0;
        for (var start = 0; start < order.Count; start += pattern.Of)
        {
            var size = Math.Min(pattern.Of, order.Count - start);
            var largest = Largest(scores, [.. order.Skip(start).Take(size)], pattern.KeptIn(size));
            sum += largest.Sum(Sum);
        }

        return sum;
    }

    private static void Share(Matrix scores, int[] order, SparsityTarget.Pattern pattern, int member, int first, int groups)
    {
        int[] given = [.. Enumerable.Range(first, groups).Select(group => order[(group * pattern.Of) + member])];
        var gains = new double[groups][];
        Tasks.Run(groups, ThreadCount.Of(DenseAlgebra.Cpu), group =>
        {
            int[] others = [.. order.Skip((first + group) * pattern.Of).Take(pattern.Of).Where((_, place) => place != member)];
            // A weight that joins is kept where it beats the last of those that would stay without it.
            var last = Largest(scores, others, pattern.Kept)[pattern.Kept - 1];
            gains[group] = Array.ConvertAll(given, feature => Beyond(scores.Row(feature), last));
        });
        var columns = LinearAssignment.Maximise(Matrix.Create(groups, groups, (group, column) => gains[group][column]));
        for (var group = 0; group < groups; group++)
            order[((first + group) * pattern.Of) + member] = given[columns[group]];
    }

    /// <summary>Of each column the largest scores of some features, the largest of all first.</summary>
    private static double[][] Largest(Matrix scores, int[] features, int count)
    {
        double[][] largest = [.. Enumerable.Range(0, count).Select(_ => new double[scores.Columns])];
        foreach (var feature in features)
        {
            var row = scores.Row(feature);
            for (var column = 0; column < row.Length; column++)
            {
                var score = row[column];
                for (var rank = 0; rank < count; rank++)
                {
                    if (score > largest[rank][column])
                        (score, largest[rank][column]) = (largest[rank][column], score);
                }
            }
        }

        return largest;
    }

    private static double Beyond(ReadOnlySpan<double> scores, double[] last)
    {
        var sum = 0.0;
        for (var column = 0; column < scores.Length; column++)
            sum += Math.Max(0, scores[column] - last[column]);
        return sum;
    }

    private static double Sum(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
            sum += value;
        return sum;
    }

    private static double Sum(double[] values) => Sum(values.AsSpan());
}
