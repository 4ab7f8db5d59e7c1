using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Tests;

/// <summary>Matrices from seeds, some of them built to a condition number.</summary>
internal static class RandomMatrices
{
    public static Matrix Normal(int rows, int columns, int seed)
    {
        var random = new Random(seed);
        return Matrix.Create(
            rows, columns, (_, _) => Math.Sqrt(-2.0 * Math.Log(1.0 - random.NextDouble())) * Math.Cos(Math.Tau * random.NextDouble()));
    }

    public static Matrix Gram(int samples, int features, int seed) => DenseAlgebra.Cpu.Gram(Normal(samples, features, seed));

    /// <summary>QΛQᵀ with eigenvalues falling geometrically from 1 to 1/condition.</summary>
    public static Matrix WithCondition(int size, double condition, int seed)
    {
        var basis = Orthonormal(size, seed);
        var scaled = Matrix.Create(size, size, (i, j) => basis[i, j] * Math.Pow(condition, -j / (double)Math.Max(1, size - 1)));
        return Symmetrised(DenseAlgebra.Cpu.MultiplyTransposed(scaled, basis));
    }

    private static Matrix Symmetrised(Matrix matrix) =>
        Matrix.Create(matrix.Rows, matrix.Rows, (i, j) => 0.5 * (matrix[i, j] + matrix[j, i]));

    // A product of reflections, so that it shares no code with what it is used to test.
    private static Matrix Orthonormal(int size, int seed)
    {
        var basis = Matrix.Identity(size);
        for (var reflection = 0; reflection < 3; reflection++)
        {
            var normal = Normal(1, size, seed + reflection);
            var current = basis;
            var projection = Enumerable.Range(0, size)
                .Select(i => Enumerable.Range(0, size).Sum(k => current[i, k] * normal[0, k])).ToArray();
            basis = current.SubtractOuter(2.0 / normal.SquaredNorm(), projection, normal.Row(0));
        }
        return basis;
    }
}
