using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Pruning.Methods.Reconstruction;

/// <summary><c>mean-bias</c>: what removed features put out on average moves into the bias (FLAP; LIAR with Q = 0).</summary>
public sealed class MeanBias : IReconstruction
{
    /// <inheritdoc />
    public string Name => "mean-bias";

    /// <inheritdoc />
    public MomentDetail Detail => MomentDetail.Diagonal;

    /// <inheritdoc />
    /// <remarks>b' − b = mean(f_D)·W_D.</remarks>
    public Reconstructed Reconstruct(ReconstructionTask task)
    {
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
