using PruneBuild.Numerics.Factorisations;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Algebra;

/// <summary>The dense operations that are worth a fast implementation: the one seam behind which a GPU can take over.</summary>
/// <remarks>
/// An implementation must return the same bits for the same input, every time. Shapes that do not fit are bugs of the caller
/// and throw <see cref="ArgumentException" />; numbers that go wrong come back as a <see cref="SolveStatus" />.
/// </remarks>
public interface IDenseAlgebra
{
    /// <summary>AB.</summary>
    Matrix Multiply(Matrix left, Matrix right);

    /// <summary>AᵀB.</summary>
    Matrix TransposedMultiply(Matrix left, Matrix right);

    /// <summary>ABᵀ.</summary>
    Matrix MultiplyTransposed(Matrix left, Matrix right);

    /// <summary>AᵀA, symmetric to the last bit, at half the cost of a product.</summary>
    Matrix Gram(Matrix matrix);

    /// <summary>A = LLᵀ.</summary>
    /// <param name="symmetric">A, shape [d, d]. Only its lower triangle is read.</param>
    /// <returns>L; or <see cref="SolveStatus.NotPositiveDefinite" /> when a pivot is at most
    /// <see cref="Cholesky.SmallestPivotShare" /> of its diagonal element; or <see cref="SolveStatus.NotFinite" />.</returns>
    Cholesky Factorise(Matrix symmetric);

    /// <summary>The same of a matrix that nobody reads any more: the factor may take its place, which saves a copy.</summary>
    Cholesky FactoriseInPlace(Matrix symmetric) => Factorise(symmetric);

    /// <summary>X of LX = B.</summary>
    /// <param name="lower">L, shape [d, d]. What is above its diagonal is not read.</param>
    /// <param name="right">B, shape [d, m].</param>
    Matrix SolveLower(Matrix lower, Matrix right);

    /// <summary>X of LᵀX = B.</summary>
    /// <param name="lower">L, shape [d, d]. What is above its diagonal is not read.</param>
    /// <param name="right">B, shape [d, m].</param>
    Matrix SolveLowerTransposed(Matrix lower, Matrix right);

    /// <summary>(LLᵀ)⁻¹, symmetric to the last bit.</summary>
    Matrix InverseFromCholesky(Matrix lower);

    /// <summary>A = QΛQᵀ.</summary>
    /// <param name="symmetric">A, shape [d, d]. Only its lower triangle is read.</param>
    /// <returns>Eigenvalues ascending and their vectors; or <see cref="SolveStatus.NotFinite" /> or
    /// <see cref="SolveStatus.NotConverged" />.</returns>
    SymmetricEigen DecomposeSymmetric(Matrix symmetric);
}
