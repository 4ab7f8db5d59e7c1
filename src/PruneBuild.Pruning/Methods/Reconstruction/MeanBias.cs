using PruneBuild.Numerics.Solvers;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Pruning.Methods.Reconstruction;

/// <summary><c>mean-bias</c>: what removed features put out on average moves into the bias (FLAP; LIAR with Q = 0).</summary>
public sealed class MeanBias : IReconstruction
{
    /// <inheritdoc />
    public string Name => "mean-bias";

    /// <inheritdoc />
    public bool NeedsData => true;

    /// <inheritdoc />
    public MomentDetail Detail => MomentDetail.Diagonal;

    /// <inheritdoc />
    /// <remarks>b' − b = mean(f_D)·W_D in the original; in the cut network the mean of what is missing, mean(z − f_P·W_P).</remarks>
    public Reconstructed Reconstruct(ReconstructionTask task)
    {
        if (task.KeptOnly)
        {
            var weight = task.Weight.SelectRows(task.Kept);
            return new Reconstructed(weight, LeastSquares.Intercept(task.Moments.ToSecondMoments(), [.. Enumerable.Range(0, task.Kept.Count)], weight));
        }

        var kept = task.Kept.ToHashSet();
        var change = new double[task.Weight.Columns];
        for (var feature = 0; feature < task.Weight.Rows; feature++)
        {
            if (kept.Contains(feature))
                continue;
            var mean = task.Moments.Sums[feature] / task.Moments.Rows;
            var row = task.Weight.Row(feature);
            for (var output = 0; output < change.Length; output++)
                change[output] += mean * row[output];
        }

        return new Reconstructed(task.Weight.SelectRows(task.Kept), change);
    }
}
