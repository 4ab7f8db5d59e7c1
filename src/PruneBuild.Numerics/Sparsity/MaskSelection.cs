using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Sparsity;

/// <summary>Turns scores into masks: the smallest go, their number is exact, and equal scores go in order of position.</summary>
/// <remarks>
/// Taking everything up to a threshold, as published code does, removes one weight too many and every tie with it. Here the result is the
/// same on any number of threads, and stable on constant tensors. Positions count output after output, as in a weight [outputs, features].
/// </remarks>
public static class MaskSelection
{
    /// <summary>The mask without the smallest scores.</summary>
    /// <param name="scores">Not NaN. Shape [d, m], as the weight of y = xW.</param>
    /// <param name="target">How many go.</param>
    /// <param name="scope">Among which they are compared.</param>
    /// <returns>The mask; null when a score is NaN. It keeps fewer where more are gone already.</returns>
    public static WeightMask? RemoveSmallest(Matrix scores, SparsityTarget target, SelectionScope scope)
    {
        if (HasNaN(scores.Values))
            return null;
        if (target.Present is not { } present)
            return Smallest(scores, target, scope);
        return Smallest(
            Matrix.Create(scores.Rows, scores.Columns, (i, o) => present[i, o] ? scores[i, o] : double.NegativeInfinity),
            target, scope).And(present);
    }

    private static WeightMask Smallest(Matrix scores, SparsityTarget target, SelectionScope scope)
    {
        var byOutput = scores.Transpose();
        var kept = new bool[scores.Rows * scores.Columns];
        kept.AsSpan().Fill(true);
        switch (target)
        {
            case SparsityTarget.Pattern pattern:
                for (var output = 0; output < scores.Columns; output++)
                    RemoveInGroups(byOutput.Row(output), pattern, kept.AsSpan(output * scores.Rows, scores.Rows));
                break;
            case SparsityTarget.Share share when scope == SelectionScope.Layer:
                RemoveSmallest(byOutput.Values, share.RemovedOf(kept.Length), kept);
                break;
            case SparsityTarget.Share share:
                for (var output = 0; output < scores.Columns; output++)
                    RemoveSmallest(byOutput.Row(output), share.RemovedOf(scores.Rows), kept.AsSpan(output * scores.Rows, scores.Rows));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(target), target, "Not a target.");
        }

        return FromOutputMajor(scores.Rows, scores.Columns, kept);
    }

    /// <summary>Clears the flags of the <paramref name="count" /> smallest scores; equal ones in order of position.</summary>
    /// <param name="scores">Not NaN. Feature after feature, each with its outputs; positions count output after output.</param>
    /// <param name="count">How many go.</param>
    /// <param name="kept">Flags in the order of the scores.</param>
    /// <param name="outputs">Outputs of a feature.</param>
    internal static void RemoveSmallest(ReadOnlySpan<double> scores, int count, Span<bool> kept, int outputs = 1)
    {
        if (count <= 0)
            return;
        if (count >= scores.Length)
        {
            kept.Clear();
            return;
        }

        var threshold = OrderStatistic.Smallest(scores, count - 1);
        // Without ties that stay, which is nearly always, the flags need no order.
        var next = Math.BitIncrement(threshold);
        var all = OrderStatistic.CountBelow(scores, next) == count;
        var least = all ? next : threshold;
        for (var i = 0; i < scores.Length; i++)
            kept[i] &= scores[i] >= least;
        if (!all)
            RemoveTies(scores, threshold, count - OrderStatistic.CountBelow(scores, threshold), kept, outputs);
    }

    private static void RemoveTies(ReadOnlySpan<double> scores, double threshold, int count, Span<bool> kept, int outputs)
    {
        for (var output = 0; output < outputs; output++)
        {
            for (var i = output; i < scores.Length && count > 0; i += outputs)
            {
                if (scores[i] == threshold)
                {
                    kept[i] = false;
                    count--;
                }
            }
        }
    }

    /// <summary>Leaves in each aligned group the largest scores; among equal ones those that come later.</summary>
    internal static void RemoveInGroups(ReadOnlySpan<double> scores, SparsityTarget.Pattern pattern, Span<bool> kept)
    {
        for (int start = 0, size; start < scores.Length; start += size)
        {
            size = pattern.SizeAt(start, scores.Length);
            RemoveFew(scores.Slice(start, size), size - pattern.KeptIn(size), kept.Slice(start, size));
        }
    }

    /// <summary>The same as <see cref="RemoveSmallest(ReadOnlySpan{double}, int, Span{bool}, int)" /> for a handful of scores.</summary>
    internal static void RemoveFew(ReadOnlySpan<double> scores, int count, Span<bool> kept)
    {
        for (var round = 0; round < count; round++)
        {
            var smallest = -1;
            for (var i = 0; i < scores.Length; i++)
            {
                if (kept[i] && (smallest < 0 || scores[i] < scores[smallest]))
                    smallest = i;
            }

            kept[smallest] = false;
        }
    }

    private static bool HasNaN(ReadOnlySpan<double> values)
    {
        foreach (var value in values)
        {
            if (double.IsNaN(value))
                return true;
        }

        return false;
    }

    private static WeightMask FromOutputMajor(int features, int outputs, bool[] kept)
    {
        var flags = new bool[kept.Length];
        for (var output = 0; output < outputs; output++)
            for (var feature = 0; feature < features; feature++)
                flags[(feature * outputs) + output] = kept[(output * features) + feature];
        return new WeightMask(features, outputs, flags);
    }
}
