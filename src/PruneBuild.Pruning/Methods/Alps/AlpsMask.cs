using PruneBuild.Numerics.Sparsity;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Pruning.Methods.Alps;

/// <summary><c>alps</c>: mask and weights at once, by ADMM. See README.md.</summary>
public sealed class AlpsMask : IMaskMethod
{
    /// <inheritdoc />
    public string Name => "alps";

    /// <inheritdoc />
    public MomentDetail? Needs => MomentDetail.Gram;

    /// <inheritdoc />
    public SelectionScope ScopeOf(bool convolution) => SelectionScope.Layer;

    /// <inheritdoc />
    public PrunedWeights Prune(MaskTask task) => Numerics.Sparsity.Alps.Prune(task.Weight, task.Gram, task.Target, task.Scope);
}
