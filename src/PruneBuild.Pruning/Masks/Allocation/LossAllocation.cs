using PruneBuild.Pruning.Planning;

namespace PruneBuild.Pruning.Masks.Allocation;

/// <summary>SPDY: of a table of what each weight's error is at each share of zeros, the shares with the smallest sum.</summary>
/// <remarks>Frantar, Alistarh, SPDY: Accurate Pruning with Speedup Guarantees (ICML 2022): a dynamic programme over a discretised budget,
/// here of elements. The losses are relative errors of layers as measured, without the paper's search for sensitivities.</remarks>
public static class LossAllocation
{
    /// <summary>Shares of zeros that are tried: each keeps four fifths of what the one before it kept.</summary>
    public static ValueList<double> Levels { get; } =
        [.. Enumerable.Range(0, 13).Select(k => 1 - Math.Pow(0.8, k)), ShareLimits.Largest];

    /// <summary>The share of zeros of each weight.</summary>
    /// <param name="losses">Of each weight, at each of <paramref name="levels" />.</param>
    /// <param name="sizes">Elements of each weight.</param>
    /// <param name="levels">Shares of zeros, ascending from 0.</param>
    /// <param name="zeros">Share over all.</param>
    /// <remarks>Cost as of <see cref="ExactAllocation.Least" />.</remarks>
    public static double[] Shares(IReadOnlyList<double[]> losses, IReadOnlyList<double> sizes, IReadOnlyList<double> levels, double zeros)
    {
        double[][] savings = [.. sizes.Select(size => levels.Select(level => size * level).ToArray())];
        // The levels remove what they must or more, but for rounding; the difference is shared out evenly.
        return ExactAllocation.Least(savings, [.. losses], zeros * sizes.Sum()) is { } choices
            ? ShareLimits.Meet([.. choices.Select(level => levels[level])], sizes, zeros)
            : [.. sizes.Select(_ => zeros)];
    }
}
