using PruneBuild.Numerics.Sparsity;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Pruning.Methods.Wanda;

/// <summary><c>wanda</c>: weights times the norms of the activations that they meet. See README.md.</summary>
public sealed class WandaMask : IMaskMethod
{
    /// <inheritdoc />
    public string Name => "wanda";

    /// <inheritdoc />
    public MomentDetail? Needs => MomentDetail.Diagonal;

    /// <inheritdoc />
    public SelectionScope ScopeOf(bool convolution) => convolution ? SelectionScope.Layer : SelectionScope.Output;

    /// <inheritdoc />
    public PrunedWeights Prune(MaskTask task) => task.With(task.ByActivations());
}
