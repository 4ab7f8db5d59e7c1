using PruneBuild.Numerics.Sparsity;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Pruning.Methods.Sds;

/// <summary><c>sds</c>: sparse, dense, sparse. See README.md.</summary>
/// <param name="softMask">What the mask of the last step goes by.</param>
public sealed class SdsMask(SoftMask softMask = SoftMask.Wanda) : IMaskMethod
{
    /// <inheritdoc />
    public string Name => "sds";

    /// <inheritdoc />
    public MomentDetail? Needs => MomentDetail.Gram;

    /// <inheritdoc />
    public SelectionScope ScopeOf(bool convolution) =>
        convolution || softMask == SoftMask.Magnitude ? SelectionScope.Layer : SelectionScope.Output;

    /// <inheritdoc />
    public PrunedWeights Prune(MaskTask task)
    {
        var sparse = Numerics.Sparsity.SparseGpt.Prune(task.Weight, task.Gram, task.Target);
        if (!sparse.IsSolved || sparse.Mask.Sparsity == 0)
            return sparse;
        var options = new ReDenseOptions(SoftMask: softMask);
        var dense = ReDense.Grow(task.Weight, sparse.Weight, task.Gram, options);
        return ReDense.Prune(task.Weight, dense, task.Gram, task.Target, task.Scope, options);
    }
}
