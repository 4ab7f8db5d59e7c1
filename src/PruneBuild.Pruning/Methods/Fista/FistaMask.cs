using PruneBuild.Numerics.Sparsity;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Pruning.Methods.Fista;

/// <summary><c>fista</c>: a lasso for every output, rounded to the exact sparsity. See README.md.</summary>
public sealed class FistaMask : IMaskMethod
{
    /// <inheritdoc />
    public string Name => "fista";

    /// <inheritdoc />
    public MomentDetail? Needs => MomentDetail.Gram;

    /// <inheritdoc />
    public SelectionScope ScopeOf(bool convolution) => convolution ? SelectionScope.Layer : SelectionScope.Output;

    /// <inheritdoc />
    /// <remarks>Starts from Wanda's weights, as the paper does for LLaMA: from SparseGPT's it finds nothing better.</remarks>
    public PrunedWeights Prune(MaskTask task)
    {
        var start = task.With(task.ByActivations());
        return Numerics.Sparsity.Fista.Prune(task.Weight, task.Gram, task.Target, task.Scope, start);
    }
}
