using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Sparsity;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Pruning.Methods.Reconstruction;

/// <summary><c>mean-bias</c> for masks: the mean error moves into the bias.</summary>
public sealed class MaskedMeanBias : IMaskUpdate
{
    /// <inheritdoc />
    public string Name => "mean-bias";

    /// <inheritdoc />
    public MomentDetail? Needs => MomentDetail.Diagonal;

    /// <inheritdoc />
    public bool Shifts => true;

    /// <inheritdoc />
    public UpdatedWeights Update(MaskTask task, PrunedWeights pruned) => new(pruned.Weight!, Change(task, pruned.Weight!));

    /// <summary>(W − Ŵ)ᵀ·mean(x), or mean(z) − Ŵᵀ·mean(x) where a target z was measured: the exact minimiser over the bias; it takes n
    /// times the square of the mean error off the squared error.</summary>
    public static double[] Change(MaskTask task, Matrix weight)
    {
        var features = task.Features!;
        double[] change =
            [.. features.TargetSums is { } targets ? targets.Select(sum => sum / features.Rows) : Means(task.Weight, features)];
        var means = Means(weight, features);
        for (var o = 0; o < change.Length; o++)
            change[o] -= means[o];
        return change;
    }

    private static double[] Means(Matrix weight, Moments features)
    {
        var means = new double[weight.Columns];
        for (var i = 0; i < weight.Rows; i++)
            for (var o = 0; o < means.Length; o++)
                means[o] += weight[i, o] * features.Sums[i] / features.Rows;
        return means;
    }
}
