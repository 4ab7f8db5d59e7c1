using PruneBuild.Numerics.Sparsity;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Pruning.Methods.SparseLlm;

/// <summary><c>sparsellm</c>: the two layers around an activation are pruned together, all others by SparseGPT. See README.md.</summary>
/// <param name="epochs">Turns of the two layers; the first is SparseGPT.</param>
public sealed class SparseLlmMask(int epochs = SparseLlmMask.DefaultEpochs) : IMaskMethod
{
    /// <summary>As published.</summary>
    public const int DefaultEpochs = 4;

    /// <summary>Turns of the two layers.</summary>
    public int Epochs => epochs;

    /// <inheritdoc />
    public string Name => "sparsellm";

    /// <inheritdoc />
    public MomentDetail? Needs => MomentDetail.Gram;

    /// <inheritdoc />
    public SelectionScope ScopeOf(bool convolution) => SelectionScope.Layer;

    /// <summary>A layer by itself.</summary>
    public PrunedWeights Prune(MaskTask task) => Numerics.Sparsity.SparseGpt.Prune(task.Weight, task.Gram, task.Target);
}
