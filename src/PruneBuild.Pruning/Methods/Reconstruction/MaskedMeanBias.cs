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
    public UpdatedWeights Update(MaskTask task, PrunedWeights pruned) => new(pruned.Weight!, Change(task, pruned.Weight!));

    /// <summary>(W − Ŵ)ᵀ·mean(x): the exact minimiser over the bias; it takes n·‖(W − Ŵ)ᵀ·mean‖² off the squared error.</summary>
    public static double[] Change(MaskTask task, Matrix weight)
    {
        var (features, change) = (task.Features!, new double[weight.Columns]);
        for (var i = 0; i < weight.Rows; i++)
            for (var o = 0; o < change.Length; o++)
                change[o] += (task.Weight[i, o] - weight[i, o]) * features.Sums[i] / features.Rows;
        return change;
    }
}
