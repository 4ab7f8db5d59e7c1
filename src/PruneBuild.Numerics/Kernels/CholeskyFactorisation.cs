namespace PruneBuild.Numerics.Kernels;

/// <summary>A = LLᵀ in the lower triangle of a block, by halving: L₁₁, then L₂₁ by substitution, then what is left of A₂₂.</summary>
internal static class CholeskyFactorisation
{
    private const int SmallSize = 64;

    /// <summary>Overwrites the lower triangle of <paramref name="a" /> with L.</summary>
    /// <param name="a">Symmetric; only its lower triangle is read and written.</param>
    /// <param name="smallestPivots">For each row, what its pivot must exceed.</param>
    /// <param name="threads">How many threads may work at once.</param>
    /// <returns>False when a pivot was too small, negative or not a number; the block then holds rubbish.</returns>
    public static bool TryFactorise(Block a, ReadOnlySpan<double> smallestPivots, int threads)
    {
        if (a.Rows <= SmallSize)
            return TryFactoriseSmall(a, smallestPivots);
        var (head, tail) = Halves.Of(a.Rows);
        var leading = a.Slice(0, 0, head, head);
        var below = a.Slice(head, 0, tail, head);
        var trailing = a.Slice(head, head, tail, tail);
        if (!TryFactorise(leading, smallestPivots[..head], threads))
            return false;
        Substitution.Forward(leading, below.Transposed, threads);
        Product.Add(trailing, -1.0, below, below.Transposed, Part.Lower, threads);
        return TryFactorise(trailing, smallestPivots[head..], threads);
    }

    private static bool TryFactoriseSmall(Block a, ReadOnlySpan<double> smallestPivots)
    {
        for (var j = 0; j < a.Rows; j++)
        {
            var row = a.Row(j);
            var pivot = row[j] - Vectors.Dot(row[..j], row);
            if (!(pivot > smallestPivots[j]))
                return false;
            row[j] = Math.Sqrt(pivot);
            for (var i = j + 1; i < a.Rows; i++)
            {
                var other = a.Row(i);
                other[j] = (other[j] - Vectors.Dot(row[..j], other)) / row[j];
            }
        }
        return true;
    }
}
