using PruneBuild.Numerics;
using PruneBuild.Numerics.Solvers;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Pruning.Methods.Reconstruction;

/// <summary><c>least-squares</c>: kept features stand in for removed ones as well as a linear map can (LIAR's R1). See README.md.</summary>
public sealed class LeastSquaresReconstruction(LeastSquaresOptions? options = null) : IReconstruction
{
    /// <summary>Settings.</summary>
    public LeastSquaresOptions Options { get; } = options ?? new LeastSquaresOptions();

    /// <inheritdoc />
    public string Name => "least-squares";

    /// <inheritdoc />
    public bool NeedsData => true;

    /// <inheritdoc />
    public MomentDetail Detail => MomentDetail.Gram;

    /// <inheritdoc />
    public int RowsPerFeature => LeastSquaresOptions.RowsPerFeature;

    /// <inheritdoc />
    public Reconstructed Reconstruct(ReconstructionTask task)
    {
        var moments = task.Moments.ToSecondMoments();
        if (moments.Cross is null)
            moments = moments.WithTargetOf(task.Weight);
        var ridge = Options.RidgeFor(moments.Count, task.Kept.Count) * task.Kept.Average(feature => moments.Gram[feature, feature]);
        var refit = Options.Intercept
            ? LeastSquares.SolveWithIntercept(moments, task.Kept, ridge, task.Weight)
            : LeastSquares.Solve(moments.Gram, moments.Cross!, task.Kept, ridge, task.Weight);
        return refit.IsSolved
            ? new Reconstructed(refit.Weight, refit.Intercept)
            : new Reconstructed(
                task.Weight.SelectRows(task.Kept), null,
                $"the least-squares solve failed ({SolveWords.Of(refit.Status)}); the surviving weights stay as they were");
    }
}
