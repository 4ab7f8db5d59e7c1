using PruneBuild.Numerics.Statistics;

namespace PruneBuild.Testing;

/// <summary>Numbers for tests: the same for the same seed on every machine and in every version of .NET.</summary>
public static class SeededValues
{
    /// <summary>Floats in [-1, 1).</summary>
    public static float[] Floats(int seed, int count)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++)
            values[i] = (Bits(seed, i) >> 40) / (float)(1 << 23) - 1;
        return values;
    }

    /// <summary>Integers in [0, <paramref name="below" />).</summary>
    public static int[] Integers(int seed, int count, int below)
    {
        var values = new int[count];
        for (var i = 0; i < count; i++)
            values[i] = (int)(Bits(seed, i) % (ulong)below);
        return values;
    }

    private static ulong Bits(int seed, int position) =>
        SplitMix64.Scatter(unchecked(((ulong)(uint)seed << 32) + (((ulong)position + 1) * SplitMix64.Step)));
}
