using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Factorisations;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Sparsity;

/// <summary>H = G + λI with a Cholesky factor, λ = δ·mean(diag G) and δ raised until there is one.</summary>
/// <param name="Status">Whether <paramref name="Hessian" /> could be factorised.</param>
/// <param name="Hessian">H. A feature that is always zero has a diagonal element of its own and disturbs no other.</param>
/// <param name="Factor">H = LLᵀ.</param>
/// <param name="Ridge">λ.</param>
/// <param name="Dead">Features with G_jj = 0: their weights had no effect on the calibration data.</param>
internal sealed record DampedGram(SolveStatus Status, Matrix Hessian, Cholesky Factor, double Ridge, bool[] Dead)
{
    private static readonly double[] Ladder = [0.01, 0.03, 0.1, 0.3, 1.0];

    /// <param name="gram">G.</param>
    /// <param name="ridgePerDiagonal">δ to start with.</param>
    /// <param name="reversed">True to factorise H with rows and columns in reverse order.</param>
    /// <param name="algebra">Who computes.</param>
    public static DampedGram Of(Matrix gram, double ridgePerDiagonal, bool reversed, IDenseAlgebra algebra)
    {
        var energies = gram.Diagonal();
        var dead = Array.ConvertAll(energies, energy => energy == 0);
        var mean = energies.Length == 0 ? 0 : energies.Sum() / energies.Length;
        DampedGram? tried = null;
        foreach (var share in Ladder.Where(share => share > ridgePerDiagonal).Prepend(ridgePerDiagonal))
        {
            var ridge = share * mean;
            var hessian = gram.AddToDiagonal(ridge);
            for (var j = 0; j < dead.Length && ridge == 0; j++)
                if (dead[j])
                    hessian.WritableRow(j)[j] = 1.0;
            var factor = algebra.Factorise(reversed ? Reverse(hessian) : hessian);
            tried = new(factor.Status, hessian, factor, ridge, dead);
            if (factor.Status != SolveStatus.NotPositiveDefinite)
                break;
        }

        return tried!;
    }

    /// <summary>The matrix with rows and columns in reverse order.</summary>
    public static Matrix Reverse(Matrix matrix)
    {
        var result = Matrix.Uninitialised(matrix.Rows, matrix.Columns);
        for (var i = 0; i < matrix.Rows; i++)
        {
            var row = result.WritableRow(matrix.Rows - 1 - i);
            matrix.Row(i).CopyTo(row);
            row.Reverse();
        }

        return result;
    }
}
