using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Kernels;

/// <summary>L⁻¹, and (LLᵀ)⁻¹ = L⁻ᵀL⁻¹, in place in the lower triangle of a block, by halving.</summary>
internal static class TriangularInverse
{
    private const int SmallSize = 64;

    /// <summary>L ← L⁻¹.</summary>
    public static void Invert(Block lower, int threads)
    {
        if (lower.Rows <= SmallSize)
        {
            InvertSmall(lower);
            return;
        }
        var (head, tail) = Halves.Of(lower.Rows);
        var leading = lower.Slice(0, 0, head, head);
        var below = lower.Slice(head, 0, tail, head);
        var trailing = lower.Slice(head, head, tail, tail);
        Negate(below);
        Substitution.Forward(trailing, below, threads);
        Substitution.Backward(leading.Transposed, below.Transposed, threads);
        Invert(leading, threads);
        Invert(trailing, threads);
    }

    /// <summary>The lower triangle of LᵀL takes the place of L.</summary>
    public static void MultiplyByTranspose(Block lower, int threads)
    {
        if (lower.Rows <= SmallSize)
        {
            MultiplySmall(lower);
            return;
        }
        var (head, tail) = Halves.Of(lower.Rows);
        var leading = lower.Slice(0, 0, head, head);
        var below = lower.Slice(head, 0, tail, head);
        var trailing = lower.Slice(head, head, tail, tail);
        MultiplyByTranspose(leading, threads);
        Product.Add(leading, 1.0, below.Transposed, below, Part.Lower, threads);
        var product = Matrix.Zero(tail, head);
        ClearAbove(trailing);
        Product.Add(Block.Of(product), 1.0, trailing.Transposed, below, Part.All, threads);
        for (var i = 0; i < tail; i++)
            product.Row(i).CopyTo(below.Row(i));
        MultiplyByTranspose(trailing, threads);
    }

    private static void InvertSmall(Block lower)
    {
        var inverse = Block.Of(Matrix.Identity(lower.Rows));
        Substitution.Forward(lower, inverse, threads: 1);
        for (var i = 0; i < lower.Rows; i++)
            inverse.Row(i)[..(i + 1)].CopyTo(lower.Row(i));
    }

    private static void MultiplySmall(Block lower)
    {
        var product = Block.Of(Matrix.Zero(lower.Rows, lower.Rows));
        for (var k = 0; k < lower.Rows; k++)
            for (var i = 0; i <= k; i++)
                Vectors.AddScaled(product.Row(i), lower.At(k, i), lower.Row(k)[..(i + 1)]);
        for (var i = 0; i < lower.Rows; i++)
            product.Row(i)[..(i + 1)].CopyTo(lower.Row(i));
    }

    private static void Negate(Block block)
    {
        for (var i = 0; i < block.Rows; i++)
            foreach (ref var value in block.Row(i))
                value = -value;
    }

    private static void ClearAbove(Block block)
    {
        for (var i = 0; i < block.Rows; i++)
            block.Row(i)[(i + 1)..].Clear();
    }
}
