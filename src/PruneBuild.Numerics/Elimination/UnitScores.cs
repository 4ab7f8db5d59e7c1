using PruneBuild.Numerics.Kernels;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Elimination;

/// <summary>tr(W_Uᵀ ([H⁻¹]_UU)⁻¹ W_U): what removing one unit costs when all others adapt.</summary>
internal static class UnitScores
{
    /// <summary>The score of one unit; NaN when rounding has left its block of H⁻¹ without a Cholesky factor.</summary>
    /// <param name="weight">The present weights.</param>
    /// <param name="rows">The rows of the unit.</param>
    /// <param name="block">[H⁻¹]_UU, shape [w, w]; not changed.</param>
    public static double Of(Matrix weight, ReadOnlySpan<int> rows, Matrix block)
    {
        if (rows.Length == 1)
            return block[0, 0] > 0.0 ? Vectors.Dot(weight.Row(rows[0]), weight.Row(rows[0])) / block[0, 0] : double.NaN;
        var lower = Matrix.FromRowMajor(block.Rows, block.Rows, block.Values);
        if (!CholeskyFactorisation.TryFactorise(Block.Of(lower), new double[block.Rows], threads: 1))
            return double.NaN;
        var solved = weight.SelectRows(rows.ToArray());
        Substitution.Forward(Block.Of(lower), Block.Of(solved), threads: 1);
        return solved.SquaredNorm();
    }
}
