using PruneBuild.Numerics.Sparsity;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Pruning.Methods.Reconstruction;

/// <summary><c>none</c> for masks: the weights that stay are those that the method returned.</summary>
public sealed class KeptWeights : IMaskUpdate
{
    /// <inheritdoc />
    public string Name => "none";

    /// <inheritdoc />
    public MomentDetail? Needs => null;

    /// <inheritdoc />
    public UpdatedWeights Update(MaskTask task, PrunedWeights pruned) => new(pruned.Weight!);
}
