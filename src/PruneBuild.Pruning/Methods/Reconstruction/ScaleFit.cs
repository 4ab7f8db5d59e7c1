using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Pruning.Methods.Reconstruction;

/// <summary>One factor for each kept feature, near 1, so that the layer puts out what it should (Kwon et al., mask tuning).</summary>
public static class ScaleFit
{
    /// <summary>Factors beyond this mean that the system does not determine them.</summary>
    public const double LargestFactor = 10;

    /// <summary>1 + δ with δ = (AᵀA + I)⁻¹ Aᵀ(B − A·1): least squares on the residual of the normal equations, damped towards 1.</summary>
    /// <param name="normal">A, [k, k]: products of what the features put out.</param>
    /// <param name="right">B, length k: their products with the target.</param>
    /// <returns>k factors; null when the solve fails or a factor leaves ±<see cref="LargestFactor" />.</returns>
    /// <remarks>What LSMR with damping 1 converges to, by Cholesky.</remarks>
    public static double[]? Solve(Matrix normal, double[] right)
    {
        var algebra = DenseAlgebra.Cpu;
        var residual = new double[right.Length];
        for (var i = 0; i < residual.Length; i++)
            residual[i] = right[i] - normal.Row(i).ToArray().Sum();
        var factor = algebra.FactoriseInPlace(algebra.Gram(normal).AddToDiagonal(1));
        if (!factor.IsSolved)
            return null;
        var change = factor.Solve(algebra.TransposedMultiply(normal, Matrix.Adopt(residual.Length, 1, residual)), algebra);
        var factors = change.Values.ToArray().Select(value => 1 + value).ToArray();
        return factors.All(value => Math.Abs(value) <= LargestFactor) ? factors : null;
    }
}
