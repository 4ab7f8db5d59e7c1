namespace PruneBuild.Numerics.Statistics;

/// <summary>Random numbers that are the same on every platform and version (Steele, Lea, Flood, 2014).</summary>
public static class SplitMix64
{
    /// <summary>What the state moves on by: 2⁶⁴ divided by the golden ratio.</summary>
    public const ulong Step = 0x9E3779B97F4A7C15;

    /// <summary>The next number; all 64 bits are uniform.</summary>
    /// <param name="state">Any start; moved on.</param>
    public static ulong Next(ref ulong state) => Scatter(unchecked(state += Step));

    /// <summary>A number's place in a fixed shuffle of all 64-bit numbers, in which neighbours lie far apart.</summary>
    public static ulong Scatter(ulong number)
    {
        unchecked
        {
            number = (number ^ (number >> 30)) * 0xBF58476D1CE4E5B9;
            number = (number ^ (number >> 27)) * 0x94D049BB133111EB;
            return number ^ (number >> 31);
        }
    }
}
