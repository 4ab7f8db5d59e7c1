using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Factorisations;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Solvers;

namespace PruneBuild.Numerics.Elimination;

/// <summary>H = G + λI, factorised, and the right side R + λW that belongs to it.</summary>
/// <remarks>A feature that is always zero gets a zero row of W and a pivot of its own: it is free to leave and disturbs no other.</remarks>
internal sealed record DampedProblem(SolveStatus Status, double Ridge, Matrix Hessian, Matrix Right, Cholesky Factor)
{
    private const double RidgeGrowth = 10.0;

    private const double LargestRidgePerDiagonal = 1.0;

    /// <summary>Tries the ridge that was asked for, then larger ones until Cholesky succeeds.</summary>
    public static DampedProblem Of(EliminationProblem problem, double ridgePerDiagonal, IDenseAlgebra algebra)
    {
        var measure = problem.MeanEnergy;
        var cross = problem.CrossMoment(algebra);
        for (var share = ridgePerDiagonal; ; share = Math.Max(RidgeGrowth * share, LeastSquares.FirstRidgePerDiagonal))
        {
            var damped = Try(problem, cross, share * measure, algebra);
            if (damped.Status != SolveStatus.NotPositiveDefinite || share >= LargestRidgePerDiagonal)
                return damped;
        }
    }

    private static DampedProblem Try(EliminationProblem problem, Matrix cross, double ridge, IDenseAlgebra algebra)
    {
        var hessian = problem.Gram.AddToDiagonal(ridge);
        var right = cross.AddScaled(ridge, problem.Weight);
        var energies = problem.Gram.Diagonal();
        for (var j = 0; j < energies.Length; j++)
            if (energies[j] == 0.0)
            {
                hessian.WritableRow(j)[j] = 1.0;
                right.WritableRow(j).Clear();
            }
        var factor = algebra.Factorise(hessian);
        var status = right.IsFinite ? factor.Status : SolveStatus.NotFinite;
        return new(status, ridge, hessian, right, factor);
    }
}
