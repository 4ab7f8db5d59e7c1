using PruneBuild.Numerics.Sparsity;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Pruning.Methods.Sds;

/// <summary><c>sds</c>: sparse, dense, sparse. See README.md.</summary>
/// <param name="softMask">What the mask of the last step goes by, when no other method chooses it.</param>
/// <param name="first">Prunes the first time; SparseGPT when null.</param>
/// <param name="second">Prunes the dense weights of the middle step; null to descend from them under the soft mask.</param>
public sealed class SdsMask(SoftMask softMask = SoftMask.Wanda, IMaskMethod? first = null, IMaskMethod? second = null) : IMaskMethod
{
    /// <inheritdoc />
    public string Name => "sds";

    /// <inheritdoc />
    public MomentDetail? Needs => MomentDetail.Gram;

    /// <inheritdoc />
    public SelectionScope ScopeOf(bool convolution) => second?.ScopeOf(convolution)
        ?? (convolution || softMask == SoftMask.Magnitude ? SelectionScope.Layer : SelectionScope.Output);

    /// <inheritdoc />
    public PrunedWeights Prune(MaskTask task)
    {
        var sparse = first?.Prune(task) ?? Numerics.Sparsity.SparseGpt.Prune(task.Weight, task.Gram, task.Target);
        if (!sparse.IsSolved || sparse.Mask.Sparsity == 0)
            return sparse;
        var options = new ReDenseOptions(SoftMask: softMask);
        var dense = ReDense.Grow(task.Weight, sparse.Weight, task.Gram, options);
        return second?.Prune(task with { Weight = dense })
            ?? ReDense.Prune(task.Weight, dense, task.Gram, task.Target, task.Scope, options);
    }
}
