using PruneBuild.Numerics.Statistics;

namespace PruneBuild.Engine.Data;

/// <summary>A shuffle that is the same on every platform and version: Fisher–Yates driven by SplitMix64.</summary>
public static class SeededShuffle
{
    /// <summary>The first numbers of a shuffle of 0..count−1, in ascending order.</summary>
    /// <param name="count">How many there are.</param>
    /// <param name="take">How many are wanted; null or more than there are for all, unshuffled.</param>
    /// <param name="seed">The same seed gives the same choice.</param>
    public static int[] Take(int count, int? take, int seed)
    {
        var numbers = Enumerable.Range(0, count).ToArray();
        if (take is not { } wanted || wanted >= count)
            return numbers;
        var state = (ulong)(uint)seed;
        for (var i = 0; i < wanted; i++)
        {
            var j = i + (int)(SplitMix64.Next(ref state) % (ulong)(count - i));
            (numbers[i], numbers[j]) = (numbers[j], numbers[i]);
        }

        return [.. numbers[..wanted].Order()];
    }
}
