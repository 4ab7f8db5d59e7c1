using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Sparsity;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Pruning.Methods.Magnitude;

/// <summary><c>magnitude</c> for single weights: the smallest go, nothing else changes. See README.md.</summary>
public sealed class MagnitudeMask : IMaskMethod
{
    /// <inheritdoc />
    public string Name => "magnitude";

    /// <inheritdoc />
    public MomentDetail? Needs => null;

    /// <inheritdoc />
    public SelectionScope ScopeOf(bool convolution) => SelectionScope.Layer;

    /// <inheritdoc />
    public Matrix Scores(MaskTask task) => WeightScores.Magnitude(task.Weight);

    /// <inheritdoc />
    public PrunedWeights Prune(MaskTask task) =>
        task.With(MaskSelection.RemoveSmallest(Scores(task), task.Target, task.Scope));
}
