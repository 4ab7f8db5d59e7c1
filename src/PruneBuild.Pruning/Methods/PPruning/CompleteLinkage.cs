using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Pruning.Methods.PPruning;

/// <summary>Agglomerative clustering in which two clusters are as far apart as their farthest members.</summary>
public static class CompleteLinkage
{
    /// <summary>The merges of the whole tree, lowest first.</summary>
    /// <param name="distances">Symmetric, [n, n].</param>
    /// <returns>n − 1 merges; each names one member of either cluster.</returns>
    /// <remarks>The nearest-neighbour chain (Murtagh 1983): for complete linkage it finds the same tree as merging the closest pair each
    /// time, in O(n²). Ties go to the lower index.</remarks>
    public static IReadOnlyList<Merge> Tree(Matrix distances)
    {
        var size = distances.Rows;
        var between = distances.Values.ToArray();
        var alive = Enumerable.Repeat(true, size).ToArray();
        var chain = new Stack<int>();
        var merges = new List<Merge>();
        while (merges.Count < size - 1)
        {
            if (chain.Count == 0)
                chain.Push(Array.IndexOf(alive, true));
            var top = chain.Peek();
            var before = chain.Count > 1 ? chain.ElementAt(1) : -1;
            var nearest = Nearest(between, alive, top, before);
            if (nearest != before)
            {
                chain.Push(nearest);
                continue;
            }

            chain.Pop();
            chain.Pop();
            merges.Add(new Merge(Math.Min(top, nearest), Math.Max(top, nearest), between[(top * size) + nearest]));
            Join(between, alive, Math.Min(top, nearest), Math.Max(top, nearest));
        }

        return [.. merges.OrderBy(merge => merge.Height)];
    }

    // The cluster before in the chain wins ties: the chain would not end otherwise.
    private static int Nearest(double[] between, bool[] alive, int cluster, int before)
    {
        var size = alive.Length;
        var best = before;
        for (var other = 0; other < size; other++)
        {
            if (alive[other] && other != cluster && (best < 0 || between[(cluster * size) + other] < between[(cluster * size) + best]))
                best = other;
        }

        return best;
    }

    /// <summary>The union keeps the lower index; its distance to any other cluster is the larger of the two.</summary>
    private static void Join(double[] between, bool[] alive, int stays, int goes)
    {
        var size = alive.Length;
        alive[goes] = false;
        for (var other = 0; other < size; other++)
        {
            if (!alive[other] || other == stays)
                continue;
            var distance = Math.Max(between[(stays * size) + other], between[(goes * size) + other]);
            between[(stays * size) + other] = between[(other * size) + stays] = distance;
        }
    }
}

/// <summary>Two clusters become one.</summary>
/// <param name="Left">A member of one.</param>
/// <param name="Right">A member of the other.</param>
/// <param name="Height">Their distance.</param>
public sealed record Merge(int Left, int Right, double Height);
