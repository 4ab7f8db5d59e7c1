using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace PruneBuild.Numerics.Kernels;

/// <summary>Sums over contiguous doubles. Always eight partial sums, so every machine adds in the same order
/// and gets the same bits.</summary>
internal static class Vectors
{
    /// <summary>Σ aᵢ·bᵢ over the length of <paramref name="a" />.</summary>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        b = b[..a.Length];
        var vectors = MemoryMarshal.Cast<double, Vector512<double>>(a);
        var others = MemoryMarshal.Cast<double, Vector512<double>>(b);
        var sum = Vector512<double>.Zero;
        for (var i = 0; i < vectors.Length; i++)
            sum = Vector512.FusedMultiplyAdd(vectors[i], others[i], sum);
        var total = Total(sum);
        for (var i = vectors.Length * Vector512<double>.Count; i < a.Length; i++)
            total = Math.FusedMultiplyAdd(a[i], b[i], total);
        return total;
    }

    /// <summary>target ← target + factor·source, over the length of <paramref name="source" />.</summary>
    public static void AddScaled(Span<double> target, double factor, ReadOnlySpan<double> source)
    {
        target = target[..source.Length];
        var vectors = MemoryMarshal.Cast<double, Vector512<double>>(source);
        var targets = MemoryMarshal.Cast<double, Vector512<double>>(target);
        var factors = Vector512.Create(factor);
        for (var i = 0; i < vectors.Length; i++)
            targets[i] = Vector512.FusedMultiplyAdd(factors, vectors[i], targets[i]);
        for (var i = vectors.Length * Vector512<double>.Count; i < source.Length; i++)
            target[i] = Math.FusedMultiplyAdd(factor, source[i], target[i]);
    }

    /// <summary>target ← target − Σ factorsₖ·sourceₖ, k in order: the bits of one <see cref="AddScaled" /> after the other.</summary>
    /// <param name="target">Of n.</param>
    /// <param name="factors">Of k.</param>
    /// <param name="sources">Of k·n: one source after the other.</param>
    public static void SubtractScaled(Span<double> target, ReadOnlySpan<double> factors, ReadOnlySpan<double> sources)
    {
        var length = target.Length;
        sources = sources[..(factors.Length * length)];
        var i = 0;
        for (; i + (2 * Vector512<double>.Count) <= length; i += 2 * Vector512<double>.Count)
        {
            var (left, right) = (Vector512.Create(target[i..]), Vector512.Create(target[(i + Vector512<double>.Count)..]));
            for (int k = 0, place = i; k < factors.Length; k++, place += length)
            {
                var factor = Vector512.Create(-factors[k]);
                left = Vector512.FusedMultiplyAdd(factor, Vector512.Create(sources[place..]), left);
                right = Vector512.FusedMultiplyAdd(factor, Vector512.Create(sources[(place + Vector512<double>.Count)..]), right);
            }

            left.CopyTo(target[i..]);
            right.CopyTo(target[(i + Vector512<double>.Count)..]);
        }

        for (; i < length; i++)
            for (var k = 0; k < factors.Length; k++)
                target[i] = Math.FusedMultiplyAdd(-factors[k], sources[(k * length) + i], target[i]);
    }

    /// <summary>target ← source, last first; nothing of the target is read.</summary>
    public static void CopyReversed(ReadOnlySpan<double> source, Span<double> target)
    {
        target = target[..source.Length];
        var order = Vector512.Create(7L, 6, 5, 4, 3, 2, 1, 0);
        var i = 0;
        for (; i + Vector512<double>.Count <= source.Length; i += Vector512<double>.Count)
            Vector512.Shuffle(Vector512.Create(source[^(i + Vector512<double>.Count)..]), order).CopyTo(target[i..]);
        for (; i < source.Length; i++)
            target[i] = source[^(i + 1)];
    }

    /// <summary>Whether no value is NaN or infinite.</summary>
    public static bool AreFinite(ReadOnlySpan<double> values)
    {
        // x·0 is 0 for every finite x and NaN otherwise, and one NaN keeps the sum NaN: no branch per element.
        var vectors = MemoryMarshal.Cast<double, Vector512<double>>(values);
        var (even, odd) = (Vector512<double>.Zero, Vector512<double>.Zero);
        for (var i = 0; i + 1 < vectors.Length; i += 2)
        {
            even = Vector512.FusedMultiplyAdd(vectors[i], Vector512<double>.Zero, even);
            odd = Vector512.FusedMultiplyAdd(vectors[i + 1], Vector512<double>.Zero, odd);
        }

        var total = Total(even + odd);
        for (var i = vectors.Length / 2 * 2 * Vector512<double>.Count; i < values.Length; i++)
            total += values[i] * 0.0;
        return total == 0.0;
    }

    // Written out: the order in which Vector512.Sum adds is not part of its contract.
    private static double Total(Vector512<double> sum) =>
        sum[0] + sum[1] + (sum[2] + sum[3]) + (sum[4] + sum[5] + (sum[6] + sum[7]));
}
