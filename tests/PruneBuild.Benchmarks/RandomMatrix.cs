using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Benchmarks;

/// <summary>Matrices to compute with; what is in them does not change the time.</summary>
internal static class RandomMatrix
{
    /// <summary>Elements between −½ and ½.</summary>
    public static Matrix Uniform(int rows, int columns, int seed)
    {
        var random = new Random(seed);
        return Matrix.Create(rows, columns, (_, _) => random.NextDouble() - 0.5);
    }

    /// <summary>FᵀF of a few more rows than features.</summary>
    public static Matrix Gram(int features, int seed) => DenseAlgebra.Cpu.Gram(Uniform(features + 200, features, seed));
}
