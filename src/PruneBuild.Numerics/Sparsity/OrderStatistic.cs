namespace PruneBuild.Numerics.Sparsity;

/// <summary>The k-th smallest of many numbers, without sorting them.</summary>
internal static class OrderStatistic
{
    private const int SortedAtOnce = 24;

    /// <summary>The number that would stand at <paramref name="index" /> after sorting.</summary>
    /// <param name="values">Without NaN; reordered.</param>
    /// <param name="index">From zero.</param>
    /// <remarks>Quickselect with the median of three as pivot; a partition that does not shrink falls back to sorting.</remarks>
    public static double Smallest(double[] values, int index)
    {
        var (low, high) = (0, values.Length - 1);
        for (var round = 0; high - low > SortedAtOnce && round < 64; round++)
        {
            var (below, above) = Partition(values, low, high);
            if (index <= below)
                high = below;
            else if (index >= above)
                low = above;
            else
                return values[index];
        }

        Array.Sort(values, low, high - low + 1);
        return values[index];
    }

    /// <summary>Hoare's partition: everything up to Below is ≤ the pivot, everything from Above on is ≥ it, what lies between equals it.</summary>
    private static (int Below, int Above) Partition(double[] values, int low, int high)
    {
        var pivot = Median(values[low], values[low + ((high - low) / 2)], values[high]);
        var (i, j) = (low, high);
        while (i <= j)
        {
            while (values[i] < pivot)
                i++;
            while (values[j] > pivot)
                j--;
            if (i <= j)
            {
                (values[i], values[j]) = (values[j], values[i]);
                i++;
                j--;
            }
        }

        return (j, i);
    }

    private static double Median(double a, double b, double c) => Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));
}
