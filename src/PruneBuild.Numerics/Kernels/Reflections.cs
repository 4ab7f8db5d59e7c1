using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Kernels;

/// <summary>Applies the reflections of a <see cref="Tridiagonal" />, a panel at a time, as I − VᵀTV.</summary>
/// <remarks>Schreiber and Van Loan, A storage-efficient WY representation for products of Householder transformations (1989).</remarks>
internal static class Reflections
{
    /// <summary>Z ← H₀H₁…Z.</summary>
    public static void Apply(Tridiagonal tridiagonal, Block z, int threads)
    {
        const int Rows = Tridiagonalisation.PanelRows;
        var size = z.Rows;
        for (var start = (size - 1) / Rows * Rows; start >= 0; start -= Rows)
        {
            var rows = Math.Min(Rows, size - start);
            var v = Block.Of(tridiagonal.Reflectors).Slice(start, start, rows, size - start);
            var target = z.Slice(start, 0, size - start, z.Columns);
            var projected = Matrix.Zero(rows, z.Columns);
            Product.Add(Block.Of(projected), 1.0, v, target, Part.All, threads);
            var combined = Matrix.Zero(rows, z.Columns);
            Product.Add(
                Block.Of(combined), 1.0, Combination(v, tridiagonal.Factors.AsSpan(start, rows)), Block.Of(projected), Part.All, threads);
            Product.Add(target, -1.0, v.Transposed, Block.Of(combined), Part.All, threads);
        }
    }

    /// <summary>The upper triangle T of H₀…H_{r−1} = I − VᵀTV, a column at a time.</summary>
    private static Block Combination(Block v, ReadOnlySpan<double> factors)
    {
        var triangle = Block.Of(Matrix.Zero(v.Rows, v.Rows));
        for (var k = 0; k < v.Rows; k++)
        {
            triangle.At(k, k) = factors[k];
            for (var i = 0; i < k; i++)
            {
                var sum = 0.0;
                for (var j = i; j < k; j++)
                    sum += triangle.At(i, j) * Vectors.Dot(v.Row(j), v.Row(k));
                triangle.At(i, k) = -factors[k] * sum;
            }
        }
        return triangle;
    }
}
