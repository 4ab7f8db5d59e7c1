using PruneBuild.Numerics.Sparsity;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Pruning.Methods.SparseGpt;

/// <summary><c>sparsegpt</c>: blocked optimal brain surgery. See README.md.</summary>
public sealed class SparseGptMask : IMaskMethod
{
    /// <inheritdoc />
    public string Name => "sparsegpt";

    /// <inheritdoc />
    public MomentDetail? Needs => MomentDetail.Gram;

    /// <inheritdoc />
    public SelectionScope ScopeOf(bool convolution) => SelectionScope.Layer;

    /// <inheritdoc />
    public PrunedWeights Prune(MaskTask task) => Numerics.Sparsity.SparseGpt.Prune(task.Weight, task.Gram, task.Target);
}
