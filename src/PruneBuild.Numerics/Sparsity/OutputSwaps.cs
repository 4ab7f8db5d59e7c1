using PruneBuild.Numerics.Kernels;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Sparsity;

/// <summary>The swaps of one output.</summary>
/// <param name="gram">G.</param>
/// <param name="weight">Its weights.</param>
/// <param name="image">Gp, p the part of them that is gone.</param>
/// <param name="kept">What stays.</param>
/// <param name="present">What may come back; null for all.</param>
/// <param name="pattern">Swaps stay within its groups; null for none.</param>
internal sealed class OutputSwaps(
    Matrix gram, double[] weight, double[] image, bool[] kept, bool[]? present, SparsityTarget.Pattern? pattern)
{
    /// <summary>A swap must gain more than round-off: this share of the output's energy.</summary>
    private const double SmallestGain = 1e-12;

    /// <summary>The flags, as swapped so far.</summary>
    public bool[] Kept => kept;

    public void Run(SwapOptions options)
    {
        var tolerance = SmallestGain * Math.Abs(Energy());
        for (var swaps = (int)Math.Ceiling(options.SwapsPerFeature * weight.Length); swaps > 0; swaps--)
        {
            var (restored, removed, change) = pattern is null ? Best(options.Candidates) : BestInGroups(pattern);
            if (!(change < -tolerance))
                return;
            Swap(restored, removed);
        }
    }

    private bool MayReturn(int i) => !kept[i] && (present is null || present[i]);

    /// <summary>What restoring i changes by itself.</summary>
    private double Restoring(int i) => weight[i] * ((weight[i] * gram[i, i]) - (2 * image[i]));

    /// <summary>What removing j changes by itself.</summary>
    private double Removing(int j) => weight[j] * ((weight[j] * gram[j, j]) + (2 * image[j]));

    private double Energy()
    {
        var energy = 0.0;
        for (var i = 0; i < weight.Length; i++)
            energy += weight[i] * weight[i] * gram[i, i];
        return energy;
    }

    private (int Restored, int Removed, double Change) Best(int candidates)
    {
        var features = Enumerable.Range(0, weight.Length).ToArray();
        var (gone, present) = (features.Where(MayReturn).ToArray(), features.Where(j => kept[j]).ToArray());
        var restoring = Array.ConvertAll(gone, Restoring);
        var removing = Array.ConvertAll(present, Removing);
        if (gone.Length <= candidates && present.Length <= candidates)
            return Scan(gone, restoring, present, removing);
        var few = Scan(Least(gone, restoring, candidates), Least(present, removing, candidates));
        return few.Change < -SmallestGain * Math.Abs(Energy()) ? few : Scan(gone, restoring, present, removing);
    }

    private (int Restored, int Removed, double Change) BestInGroups(SparsityTarget.Pattern groups)
    {
        (int, int, double Change) best = (-1, -1, double.PositiveInfinity);
        for (int start = 0, size; start < weight.Length; start += size)
        {
            size = groups.SizeAt(start, weight.Length);
            var group = Enumerable.Range(start, size).ToArray();
            var found = Scan([.. group.Where(MayReturn)], [.. group.Where(j => kept[j])]);
            if (found.Change < best.Change)
                best = found;
        }

        return best;
    }

    private static int[] Least(int[] features, double[] costs, int count) =>
        [.. Enumerable.Range(0, features.Length).OrderBy(i => costs[i]).ThenBy(i => i).Take(count).Select(i => features[i]).Order()];

    private (int Restored, int Removed, double Change) Scan(int[] gone, int[] present) =>
        Scan(gone, Array.ConvertAll(gone, Restoring), present, Array.ConvertAll(present, Removing));

    private (int Restored, int Removed, double Change) Scan(int[] gone, double[] restoring, int[] present, double[] removing)
    {
        (int, int, double Change) best = (-1, -1, double.PositiveInfinity);
        for (var a = 0; a < gone.Length; a++)
        {
            var row = gram.Row(gone[a]);
            var twice = 2 * weight[gone[a]];
            for (var b = 0; b < present.Length; b++)
            {
                var j = present[b];
                var change = restoring[a] + removing[b] - (twice * weight[j] * row[j]);
                if (change < best.Change)
                    best = (gone[a], j, change);
            }
        }

        return best;
    }

    private void Swap(int restored, int removed)
    {
        (kept[restored], kept[removed]) = (true, false);
        Vectors.AddScaled(image, -weight[restored], gram.Row(restored));
        Vectors.AddScaled(image, weight[removed], gram.Row(removed));
    }
}
