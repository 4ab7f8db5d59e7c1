using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Pruning.Tests.Methods.MutualInformation;

/// <summary>Matrix-based Rényi entropies and mutual information in bits, of any order (Sánchez Giraldo, Rao, Príncipe, 2015): what the
/// product's second-order ones are held against.</summary>
internal static class RenyiInformation
{
    /// <summary>K_ij = exp(−(z_i − z_j)²/(2σ²)), [n, n].</summary>
    /// <param name="values">n values of one variable.</param>
    /// <param name="bandwidth">σ &gt; 0.</param>
    public static Matrix Kernel(IReadOnlyList<double> values, double bandwidth) => Matrix.Create(values.Count, values.Count, (i, j) =>
        Math.Exp(-(values[i] - values[j]) * (values[i] - values[j]) / (2 * bandwidth * bandwidth)));

    /// <summary>S_α = log₂ Σ λᵢ(K/tr K)^α / (1 − α); for α = 2, −log₂ ‖K/tr K‖²_F without eigenvalues.</summary>
    /// <param name="kernel">K, symmetric positive semi-definite, [n, n].</param>
    /// <param name="order">α &gt; 0, not 1.</param>
    /// <returns>Between 0 and log₂ n; NaN when the kernel is not finite.</returns>
    /// <remarks>Cost O(n³), O(n²) for α = 2. Rounding makes eigenvalues a little negative: they count as 0.</remarks>
    public static double Entropy(Matrix kernel, double order)
    {
        var normalised = kernel.Scale(1 / kernel.Diagonal().Sum());
        if (order == 2)
            return -Math.Log2(normalised.SquaredNorm());
        var eigen = DenseAlgebra.Cpu.DecomposeSymmetric(normalised);
        return eigen.IsSolved
            ? Math.Log2(eigen.Values.Sum(value => Math.Pow(Math.Max(0, value), order))) / (1 - order)
            : double.NaN;
    }

    /// <summary>S_α(A, B): the entropy of the element-wise product of two kernels.</summary>
    public static double JointEntropy(Matrix left, Matrix right, double order) =>
        Entropy(Matrix.Create(left.Rows, left.Columns, (i, j) => left[i, j] * right[i, j]), order);

    /// <summary>I_α = S_α(A) + S_α(B) − S_α(A, B).</summary>
    public static double Information(Matrix left, Matrix right, double order) =>
        Entropy(left, order) + Entropy(right, order) - JointEntropy(left, right, order);
}
