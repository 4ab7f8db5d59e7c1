namespace PruneBuild.Engine.Data;

/// <summary>Random numbers that are the same on every platform and version (Steele, Lea, Flood, 2014).</summary>
internal static class SplitMix64
{
    /// <summary>The next number; all 64 bits are uniform.</summary>
    /// <param name="state">Any start; moved on.</param>
    public static ulong Next(ref ulong state)
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
