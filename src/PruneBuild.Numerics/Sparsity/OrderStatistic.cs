using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace PruneBuild.Numerics.Sparsity;

/// <summary>The k-th smallest of many numbers, without sorting them.</summary>
internal static class OrderStatistic
{
    private const int SortedAtOnce = 24;
    private const int SampleSize = 512;

    /// <summary>How far from its expected rank in the sample the number may be: some four standard deviations at the median.</summary>
    private const int SampleSlack = 48;

    /// <summary>The number that would stand at <paramref name="index" /> after sorting.</summary>
    /// <param name="values">Without NaN.</param>
    /// <param name="index">From zero.</param>
    /// <remarks>
    /// A sample tells between which two numbers it must be, nearly always rightly, and one pass collects the few that lie there: the
    /// idea of Floyd and Rivest, Expected Time Bounds for Selection (CACM 18, 1975). The sample is every n-th number, so the time
    /// depends on the order, the result never.
    /// </remarks>
    public static double Smallest(ReadOnlySpan<double> values, int index)
    {
        if (values.Length <= 8 * SampleSize)
            return Quickselect(values.ToArray(), index);
        var sample = new double[SampleSize];
        for (var i = 0; i < SampleSize; i++)
            sample[i] = values[(int)((long)i * values.Length / SampleSize)];
        Array.Sort(sample);
        var rank = (int)((long)index * SampleSize / values.Length);
        var low = rank < SampleSlack ? double.NegativeInfinity : sample[rank - SampleSlack];
        var high = rank + SampleSlack >= SampleSize ? double.PositiveInfinity : sample[rank + SampleSlack];
        var taken = ArrayPool<double>.Shared.Rent(values.Length / 3);
        try
        {
            var between = Between(values, low, high, taken, out var below);
            var place = index - below;
            return place >= 0 && place < between.Length ? Smallest(between, place) : Quickselect(values.ToArray(), index);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(taken);
        }
    }

    /// <summary>How many values are less than a limit.</summary>
    public static int CountBelow(ReadOnlySpan<double> values, double limit)
    {
        var (limits, counts) = (new Vector<double>(limit), Vector<long>.Zero);
        var i = 0;
        for (; i <= values.Length - Vector<double>.Count; i += Vector<double>.Count)
            counts -= Vector.LessThan(new Vector<double>(values[i..]), limits);
        var count = (int)Vector.Sum(counts);
        for (; i < values.Length; i++)
            count += values[i] < limit ? 1 : 0;
        return count;
    }

    /// <summary>The values from low to high; none when there is no room for them,
    /// which a sample that tells anything leaves.</summary>
    /// <param name="values">Where to look.</param>
    /// <param name="low">The least to take.</param>
    /// <param name="high">The most to take.</param>
    /// <param name="taken">Room for a third of the values.</param>
    /// <param name="below">How many are less than low; undefined when there is no room.</param>
    /// <remarks>Without branches: which values are taken is as good as random.</remarks>
    private static ReadOnlySpan<double> Between(ReadOnlySpan<double> values, double low, double high, double[] taken, out int below)
    {
        var count = below = 0;
        foreach (var value in values)
        {
            if (count == taken.Length)
                return [];
            taken[count] = value;
            below += Unsafe.BitCast<bool, byte>(value < low);
            count += Unsafe.BitCast<bool, byte>(value >= low & value <= high);
        }

        return taken.AsSpan(0, count);
    }

    /// <summary>Quickselect with the median of three as pivot; a partition that does not shrink falls back to sorting.</summary>
    private static double Quickselect(double[] values, int index)
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

    /// <summary>Hoare's partition: everything up to Below is ≤ the pivot, everything from Above on is ≥ it,
    /// what lies between equals it.</summary>
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
