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

    /// <summary>SplitMix64 (Steele, Lea, Flood 2014) as a function of seed and position.</summary>
    public static ulong Bits(int seed, int position)
    {
        var z = unchecked(((ulong)(uint)seed << 32) + ((ulong)position + 1) * 0x9E3779B97F4A7C15);
        z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EB);
        return z ^ (z >> 31);
    }
}
