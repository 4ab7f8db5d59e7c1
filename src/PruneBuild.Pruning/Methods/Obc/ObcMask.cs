using PruneBuild.Numerics.Sparsity;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Pruning.Methods.Obc;

/// <summary><c>obc</c>: exact optimal brain surgery, output by output. See README.md.</summary>
public sealed class ObcMask : IMaskMethod
{
    /// <inheritdoc />
    public string Name => "obc";

    /// <inheritdoc />
    public MomentDetail? Needs => MomentDetail.Gram;

    /// <inheritdoc />
    public SelectionScope ScopeOf(bool convolution) => SelectionScope.Layer;

    /// <inheritdoc />
    public PrunedWeights Prune(MaskTask task) => ExactSurgeon.Prune(task.Weight, task.Gram, task.Target, task.Scope);
}
