using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Factorisations;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Sparsity;

/// <summary>H = G + λI with a Cholesky factor, λ = δ·mean(diag G) and δ raised until there is one.</summary>
/// <remarks>A feature that is always zero has a diagonal element of its own in H and disturbs no other.</remarks>
/// <param name="Status">Whether H could be factorised.</param>
/// <param name="Factor">H = LLᵀ.</param>
/// <param name="Ridge">λ.</param>
/// <param name="Dead">Features with G_jj = 0: their weights had no effect on the calibration data.</param>
internal sealed record DampedGram(SolveStatus Status, Cholesky Factor, double Ridge, bool[] Dead)
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
            var factor = algebra.FactoriseInPlace(Hessian(gram, ridge, reversed, ThreadCount.Of(algebra)));
            tried = new(factor.Status, factor, ridge, dead);
            if (factor.Status != SolveStatus.NotPositiveDefinite)
                break;
        }

        return tried!;
    }

    /// <summary>G + λI, or one in place of a diagonal element that would be zero.</summary>
    private static Matrix Hessian(Matrix gram, double ridge, bool reversed, int threads)
    {
        var result = reversed ? gram.Reverse(threads) : gram.Copy(threads);
        for (var i = 0; i < gram.Rows; i++)
        {
            ref var pivot = ref result.Storage[(i * gram.Columns) + i];
            pivot += ridge;
            if (pivot == 0)
                pivot = 1.0;
        }

        return result;
    }
}
