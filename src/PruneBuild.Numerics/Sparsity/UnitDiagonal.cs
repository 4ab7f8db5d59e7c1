using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Sparsity;

/// <summary>A problem in which every feature has energy 1: G ← D⁻¹GD⁻¹, W ← DW with D = diag(G)^½. There a weight's magnitude is its
/// Wanda score, and damping takes the same share of every feature.</summary>
/// <param name="Gram">D⁻¹GD⁻¹.</param>
/// <param name="Scale">diag(D); 1 for a feature without energy.</param>
/// <param name="Live">False for a feature that is always zero. The data says nothing of its weights: they go first, and those that need not
/// go stay as they were, for dead on calibration data is not dead.</param>
internal sealed record UnitDiagonal(Matrix Gram, double[] Scale, bool[] Live)
{
    /// <summary>The problem of a Gram matrix.</summary>
    /// <param name="gram">G.</param>
    /// <param name="ridge">λ: D and Gram are those of G + λI.</param>
    public static UnitDiagonal Of(Matrix gram, double ridge = 0)
    {
        var damped = ridge == 0 ? gram : gram.AddToDiagonal(ridge);
        var scale = Array.ConvertAll(damped.Diagonal(), energy => energy > 0 ? Math.Sqrt(energy) : 1.0);
        return new(Matrix.Create(gram.Rows, gram.Columns, (i, j) => damped[i, j] / (scale[i] * scale[j])), scale, Alive(gram));
    }

    /// <summary>The same with one scale for all features, so that they have energy 1 on average: magnitudes keep their order.</summary>
    public static UnitDiagonal OnAverage(Matrix gram)
    {
        var energy = gram.Rows == 0 ? 0 : gram.Diagonal().Average();
        var scale = energy > 0 ? Math.Sqrt(energy) : 1;
        return new(
            Matrix.Create(gram.Rows, gram.Columns, (i, j) => gram[i, j] / (scale * scale)),
            [.. Enumerable.Repeat(scale, gram.Rows)], Alive(gram));
    }

    /// <summary>DW.</summary>
    public Matrix In(Matrix weight) => Rows(weight, i => Scale[i]);

    /// <summary>D⁻¹W.</summary>
    public Matrix Out(Matrix weight) => Rows(weight, i => 1 / Scale[i]);

    /// <summary>What each weight of this problem is worth: |DW|, and less than nothing for a dead feature, so that it goes before a live
    /// one whose weight is zero.</summary>
    public Matrix Scores(Matrix scaled) => Matrix.Create(scaled.Rows, scaled.Columns, (i, o) => Live[i] ? Math.Abs(scaled[i, o]) : -1);

    /// <summary>New weights with those of dead features as they were.</summary>
    public Matrix Spare(Matrix changed, Matrix weight) =>
        Matrix.Create(changed.Rows, changed.Columns, (i, o) => (Live[i] ? changed : weight)[i, o]);

    private static bool[] Alive(Matrix gram) => Array.ConvertAll(gram.Diagonal(), energy => energy > 0);

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
