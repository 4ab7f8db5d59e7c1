using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Sparsity;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Pruning.Methods.Ria;

/// <summary><c>ria</c>: relative importance and activations. See README.md.</summary>
public sealed class RiaMask : IMaskMethod
{
    /// <inheritdoc />
    public string Name => "ria";

    /// <inheritdoc />
    public MomentDetail? Needs => MomentDetail.Diagonal;

    /// <inheritdoc />
    public SelectionScope ScopeOf(bool convolution) => SelectionScope.Layer;

    /// <inheritdoc />
    public Matrix Scores(MaskTask task) => WeightScores.RelativeImportance(task.Weight, task.SquareSums);

    /// <inheritdoc />
    public PrunedWeights Prune(MaskTask task) =>
        task.With(MaskSelection.RemoveSmallest(Scores(task), task.Target, task.Scope));
}
