using System.Diagnostics.CodeAnalysis;
using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Factorisations;

/// <summary>A = LLᵀ, or the reason why there is no such L. Made by <see cref="IDenseAlgebra.Factorise" />.</summary>
/// <param name="Status">Whether there is an L.</param>
/// <param name="Lower">L, shape [d, d], zeros above the diagonal; null unless solved.</param>
public sealed record Cholesky(SolveStatus Status, Matrix? Lower)
{
    /// <summary>
    /// A pivot must exceed this share of the diagonal element that it started from. The share that is left is the part of a column
    /// that the columns before it do not explain, so the rule does not depend on the scale of any feature.
    /// </summary>
    public const double SmallestPivotShare = 1e-12;

    /// <summary>Whether <see cref="Lower" /> can be used.</summary>
    [MemberNotNullWhen(true, nameof(Lower))]
    public bool IsSolved => Status == SolveStatus.Solved;

    /// <summary>X of AX = B, by two triangular solves.</summary>
    /// <param name="right">B, shape [d, m].</param>
    /// <param name="algebra">Who computes.</param>
    /// <exception cref="InvalidOperationException">There is no L.</exception>
    public Matrix Solve(Matrix right, IDenseAlgebra algebra)
    {
        var lower = RequireLower();
        return algebra.SolveLowerTransposed(lower, algebra.SolveLower(lower, right));
    }

    /// <summary>A⁻¹, symmetric to the last bit.</summary>
    /// <exception cref="InvalidOperationException">There is no L.</exception>
    public Matrix Inverse(IDenseAlgebra algebra) => algebra.InverseFromCholesky(RequireLower());

    private Matrix RequireLower() => Lower ?? throw new InvalidOperationException($"The factorisation ended with {Status}.");
}
