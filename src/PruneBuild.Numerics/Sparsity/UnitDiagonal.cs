using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Sparsity;

/// <summary>A problem in which every feature has energy 1: G ← D⁻¹GD⁻¹, W ← DW with D = diag(G)^½. There a weight's magnitude is its
/// Wanda score, and damping takes the same share of every feature.</summary>
/// <param name="Gram">D⁻¹GD⁻¹.</param>
/// <param name="Scale">diag(D); 1 for a feature that is always zero.</param>
internal sealed record UnitDiagonal(Matrix Gram, double[] Scale)
{
    public static UnitDiagonal Of(Matrix gram)
    {
        var scale = Array.ConvertAll(gram.Diagonal(), energy => energy > 0 ? Math.Sqrt(energy) : 1.0);
        return new(Matrix.Create(gram.Rows, gram.Columns, (i, j) => gram[i, j] / (scale[i] * scale[j])), scale);
    }

    /// <summary>The same with one scale for all features, so that they have energy 1 on average: magnitudes keep their order.</summary>
    public static UnitDiagonal OnAverage(Matrix gram)
    {
        var energy = gram.Rows == 0 ? 0 : gram.Diagonal().Average();
        var scale = energy > 0 ? Math.Sqrt(energy) : 1;
        return new(Matrix.Create(gram.Rows, gram.Columns, (i, j) => gram[i, j] / (scale * scale)), [.. Enumerable.Repeat(scale, gram.Rows)]);
    }

    /// <summary>DW.</summary>
    public Matrix In(Matrix weight) => Rows(weight, i => Scale[i]);

    /// <summary>D⁻¹W.</summary>
    public Matrix Out(Matrix weight) => Rows(weight, i => 1 / Scale[i]);

    private static Matrix Rows(Matrix weight, Func<int, double> factor)
    {
        var result = Matrix.Uninitialised(weight.Rows, weight.Columns);
        for (var i = 0; i < weight.Rows; i++)
        {
            var source = weight.Row(i);
            var target = result.WritableRow(i);
            var scale = factor(i);
            for (var o = 0; o < target.Length; o++)
                target[o] = source[o] * scale;
        }

        return result;
    }
}
