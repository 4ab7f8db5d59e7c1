using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Pruning.Methods.Kcm;

/// <summary>R2: how much of an extreme point of the weights each unit is, by a kernelised semi-non-negative factorisation.</summary>
public static class RepresentativeRanking
{
    /// <summary>K_ij = exp(−‖w_i − w_j‖²/(2σ²)).</summary>
    /// <param name="rows">w_i, one row for each unit.</param>
    /// <param name="width">σ &gt; 0.</param>
    public static Matrix Kernel(Matrix rows, double width)
    {
        var distances = UnitWeights.SquaredDistances(rows);
        return Matrix.Create(rows.Rows, rows.Rows, (i, j) => Math.Exp(-distances[i, j] / (2 * width * width)));
    }

    /// <summary>diag(C) after C ← C ∘ √(K / (K·C)) from C = 1/N.</summary>
    /// <param name="kernel">K, [N, N], with ones on the diagonal.</param>
    /// <param name="tolerance">Ends when Σ|ΔC|/Σ|C| is at most this.</param>
    /// <param name="iterations">At most so many, ≥ 1.</param>
    /// <returns>N numbers in (0, 1].</returns>
    /// <remarks>The first iteration has the closed form C_ii = 1/√(N·Σ_j K_ij): the rank is an inverse density.
    /// Later ones cost O(N³) each.</remarks>
    public static double[] Scores(Matrix kernel, double tolerance, int iterations)
    {
        var size = kernel.Rows;
        if (iterations == 1)
            return [.. Enumerable.Range(0, size).Select(i => Math.Sqrt(kernel[i, i] / (size * kernel.Row(i).ToArray().Sum())))];
        var coefficients = Matrix.Create(size, size, (_, _) => 1.0 / size);
        for (var i = 0; i < iterations; i++)
        {
            var next = Next(kernel, coefficients);
            var change = Change(coefficients, next);
            coefficients = next;
            if (change <= tolerance)
                break;
        }

        return coefficients.Diagonal();
    }

    private static Matrix Next(Matrix kernel, Matrix coefficients)
    {
        var product = DenseAlgebra.Cpu.Multiply(kernel, coefficients);
        // Rows far apart have a kernel of zero, and soon a product of zero: 0/0 there stands for 0.
        return Matrix.Create(
            kernel.Rows, kernel.Rows, (i, j) => kernel[i, j] == 0 ? 0 : coefficients[i, j] * Math.Sqrt(kernel[i, j] / product[i, j]));
    }

    private static double Change(Matrix before, Matrix after)
    {
        var (change, sum) = (0.0, 0.0);
        for (var i = 0; i < before.Values.Length; i++)
        {
            change += Math.Abs(after.Values[i] - before.Values[i]);
            sum += Math.Abs(before.Values[i]);
        }

        return change / sum;
    }
}
