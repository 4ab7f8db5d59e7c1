using System.Diagnostics.CodeAnalysis;
using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Factorisations;

/// <summary>A = QΛQᵀ for a symmetric A, or the reason why there is none. Made by <see cref="IDenseAlgebra.DecomposeSymmetric" />.</summary>
/// <param name="Status">Whether the decomposition can be used.</param>
/// <param name="Values">The eigenvalues, ascending; null unless solved.</param>
/// <param name="Vectors">Q, orthonormal, column i for value i, shape [d, d]; the sign of a column has no meaning.
/// Null unless solved.</param>
public sealed record SymmetricEigen(SolveStatus Status, double[]? Values, Matrix? Vectors)
{
    /// <summary>Whether <see cref="Values" /> and <see cref="Vectors" /> can be used.</summary>
    [MemberNotNullWhen(true, nameof(Values), nameof(Vectors))]
    public bool IsSolved => Status == SolveStatus.Solved;
}
