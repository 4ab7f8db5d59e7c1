using PruneBuild.Numerics.Sparsity;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Pruning.Methods.SparseSwaps;

/// <summary><c>sparse-swaps</c>: Wanda's mask, bettered by exact swaps; weights stay as they are. See README.md.</summary>
public sealed class SparseSwapsMask : IMaskMethod
{
    /// <inheritdoc />
    public string Name => "sparse-swaps";

    /// <inheritdoc />
    public MomentDetail? Needs => MomentDetail.Gram;

    /// <inheritdoc />
    public bool Fits => false;

    /// <inheritdoc />
    public SelectionScope ScopeOf(bool convolution) => convolution ? SelectionScope.Layer : SelectionScope.Output;

    /// <inheritdoc />
    public PrunedWeights Prune(MaskTask task) => task.ByActivations() is { } mask
        ? MaskSwaps.Improve(task.Weight, task.Gram, mask, task.Target)
        : task.With(null);
}
