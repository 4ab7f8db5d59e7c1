using System.Numerics;
using System.Runtime.InteropServices;

namespace PruneBuild.Pruning.Statistics;

/// <summary>Adds floats to doubles.</summary>
internal static class WideningSum
{
    /// <summary>sums[i] += values[i]. Every element has its own sum, so the vector width does not change a bit.</summary>
    public static void Add(ReadOnlySpan<float> values, Span<double> sums)
    {
        var whole = values.Length - (values.Length % Vector<float>.Count);
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(values[..whole]);
        var targets = MemoryMarshal.Cast<double, Vector<double>>(sums[..whole]);
        for (var i = 0; i < vectors.Length; i++)
        {
            Vector.Widen(vectors[i], out var low, out var high);
            targets[2 * i] += low;
            targets[(2 * i) + 1] += high;
        }

        for (var i = whole; i < values.Length; i++)
            sums[i] += values[i];
    }
}
