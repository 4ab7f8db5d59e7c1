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
    /// <remarks>b' − b = mean(f_D)·W_D; with a target of its own, the mean of what is missing from it, mean(z − f_P·W_P).</remarks>
    public Reconstructed Reconstruct(ReconstructionTask task)
    {
        var change = new double[task.Weight.Columns];
        var summed = task.Moments.TargetSums is { } target ? [.. target] : SumOfOutputs(task);
        foreach (var feature in task.Kept)
            Subtract(summed, task.Moments.Sums[feature], task.Weight.Row(feature));
        for (var output = 0; output < change.Length; output++)
            change[output] = summed[output] / task.Moments.Rows;
        return new Reconstructed(task.Weight.SelectRows(task.Kept), change);
    }

    private static double[] SumOfOutputs(ReconstructionTask task)
    {
        var sum = new double[task.Weight.Columns];
        for (var feature = 0; feature < task.Weight.Rows; feature++)
            Subtract(sum, -task.Moments.Sums[feature], task.Weight.Row(feature));
        return sum;
    }

    private static void Subtract(double[] sum, double factor, ReadOnlySpan<double> row)
    {
        for (var i = 0; i < sum.Length; i++)
            sum[i] -= factor * row[i];
    }
}
