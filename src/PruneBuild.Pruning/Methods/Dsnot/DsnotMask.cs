using PruneBuild.Numerics.Sparsity;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Pruning.Methods.Dsnot;

/// <summary><c>dsnot</c>: Wanda's mask, with weights exchanged until the mean error is small. See README.md.</summary>
public sealed class DsnotMask : IMaskMethod
{
    /// <inheritdoc />
    public string Name => "dsnot";

    /// <inheritdoc />
    public MomentDetail? Needs => MomentDetail.Gram;

    /// <inheritdoc />
    public bool Fits => false;

    /// <inheritdoc />
    public SelectionScope ScopeOf(bool convolution) => convolution ? SelectionScope.Layer : SelectionScope.Output;

    /// <inheritdoc />
    public PrunedWeights Prune(MaskTask task) => task.ByActivations() is { } mask
        ? MeanSwaps.Improve(task.Weight, task.Features!.ToSecondMoments(), mask, task.Target)
        : task.With(null);
}
