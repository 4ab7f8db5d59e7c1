using PruneBuild.Numerics.Statistics;

namespace PruneBuild.Engine.Data;

/// <summary>A shuffle that is the same on every platform and version: Fisher–Yates driven by SplitMix64.</summary>
public static class SeededShuffle
{
    /// <summary>Numbers from the beginning of a shuffle of 0..count−1, in ascending order.</summary>
    /// <param name="count">How many there are.</param>
    /// <param name="skip">How many of the first are left out; 0 for none. Empty where that is all.</param>
    /// <param name="take">How many are wanted behind them; null or more than there are for all.</param>
    /// <param name="seed">The same seed gives the same choice.</param>
    public static int[] Take(int count, int skip, int? take, int seed)
    {
        var numbers = Enumerable.Range(0, count).ToArray();
        var start = Math.Min(skip, count);
        var end = (int)Math.Min(count, (long)start + (take ?? count));
        if (start == 0 && end == count)
            return numbers;
        var state = (ulong)(uint)seed;
        for (var i = 0; i < end; i++)
        {
            var j = i + (int)(SplitMix64.Next(ref state) % (ulong)(count - i));
            (numbers[i], numbers[j]) = (numbers[j], numbers[i]);
        }

        return [.. numbers[start..end].Order()];
    }
}
