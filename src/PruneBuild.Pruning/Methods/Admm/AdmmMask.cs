using PruneBuild.Numerics.Sparsity;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Pruning.Methods.Admm;

/// <summary><c>admm</c>: twenty steps of ADMM on a cubic schedule. See README.md.</summary>
public sealed class AdmmMask : IMaskMethod
{
    /// <inheritdoc />
    public string Name => "admm";

    /// <inheritdoc />
    public MomentDetail? Needs => MomentDetail.Gram;

    /// <inheritdoc />
    public SelectionScope ScopeOf(bool convolution) => SelectionScope.Layer;

    /// <inheritdoc />
    public PrunedWeights Prune(MaskTask task) => ScheduledAdmm.Prune(task.Weight, task.Gram, task.Target, task.Scope);
}
