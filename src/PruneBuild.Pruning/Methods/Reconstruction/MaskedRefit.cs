using PruneBuild.Numerics;
using PruneBuild.Numerics.Sparsity;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Pruning.Methods.Reconstruction;

/// <summary><c>least-squares</c> for masks: the exact best weights for the mask. See README.md.</summary>
/// <param name="ridgePerDiagonal">λ per mean(diag G); pulls towards the old weights, not towards zero.</param>
/// <param name="intercept">True to move what is left of the mean error into the bias.</param>
public sealed class MaskedRefit(double ridgePerDiagonal = MaskedRefit.DefaultRidge, bool intercept = false) : IMaskUpdate
{
    /// <summary>The damping of SparseGPT, and of the reference figures.</summary>
    public const double DefaultRidge = 0.01;

    /// <inheritdoc />
    public string Name => "least-squares";

    /// <inheritdoc />
    public MomentDetail? Needs => MomentDetail.Gram;

    /// <inheritdoc />
    public bool Shifts => intercept;

    /// <inheritdoc />
    public UpdatedWeights Update(MaskTask task, PrunedWeights pruned)
    {
        var shifts = intercept && task.TakesBias;
        var gram = shifts ? task.Features!.ToSecondMoments().CentredGram() : task.Gram;
        var refit = MaskRefit.Solve(gram, task.Weight, pruned.Mask!, ridgePerDiagonal, pruned.Weight);
        return refit.IsSolved
            ? new(refit.Weight, shifts ? MaskedMeanBias.Change(task, refit.Weight) : null)
            : new(
                pruned.Weight!, null,
                $"the least-squares solve failed ({SolveWords.Of(refit.Status)}); the weights stay as the method left them");
    }
}
