using PruneBuild.Numerics.Solvers;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Pruning.Methods.Reconstruction;

/// <summary><c>least-squares</c>: kept features stand in for removed ones as well as a linear map can (LIAR's R1). See README.md.</summary>
public sealed class LeastSquaresReconstruction(LeastSquaresOptions? options = null) : IReconstruction
{
    private readonly LeastSquaresOptions options = options ?? new LeastSquaresOptions();

    /// <inheritdoc />
    public string Name => "least-squares";

    /// <inheritdoc />
    public bool NeedsData => true;

    /// <inheritdoc />
    public MomentDetail Detail => MomentDetail.Gram;

    /// <inheritdoc />
    public Reconstructed Reconstruct(ReconstructionTask task)
    {
        var moments = task.Moments.ToSecondMoments();
        var anchor = task.KeptOnly ? task.Weight.SelectRows(task.Kept) : task.Weight;
        IReadOnlyList<int> features = task.KeptOnly ? [.. Enumerable.Range(0, task.Kept.Count)] : task.Kept;
        if (moments.Cross is null)
            moments = moments.WithTargetOf(task.Weight);
        var ridge = options.RidgeFor(moments.Count, features.Count) * features.Average(feature => moments.Gram[feature, feature]);
        var refit = options.Intercept
            ? LeastSquares.SolveWithIntercept(moments, features, ridge, anchor)
            : LeastSquares.Solve(moments.Gram, moments.Cross!, features, ridge, anchor);
        return refit.IsSolved
            ? new Reconstructed(refit.Weight, refit.Intercept)
            : new Reconstructed(task.Weight.SelectRows(task.Kept), null, $"the least-squares solve ended with {refit.Status}; the surviving weights stay as they were");
    }
}
