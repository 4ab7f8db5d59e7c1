using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Sparsity;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Pruning.Methods;

/// <summary>A layer that loses weights.</summary>
/// <param name="Weight">W of y = xW, [features, outputs].</param>
/// <param name="Features">What was measured of x; null for methods that need nothing.</param>
/// <param name="Target">How many weights go.</param>
/// <param name="Scope">Among which scores are compared.</param>
public sealed record MaskTask(Matrix Weight, Moments? Features, SparsityTarget Target, SelectionScope Scope)
{
    /// <summary>Moments of the batches that an update judges itself by, which are among those of <see cref="Features" />;
    /// null for none.</summary>
    public Moments? HeldOut { get; init; }

    /// <summary>The layer's own weights; <see cref="Weight" /> is others where it is pruned towards a target that
    /// is not its own output.</summary>
    public Matrix Dense { get; init; } = Weight;

    /// <summary>False where outputs cannot gain a bias: what fits one there would leave its mean error.</summary>
    public bool TakesBias { get; init; } = true;

    /// <summary>G = xᵀx.</summary>
    /// <exception cref="InvalidOperationException">It was not measured: a method asked for less than it uses.</exception>
    public Matrix Gram => Features?.Gram ?? throw new InvalidOperationException("The Gram matrix was not measured.");

    /// <summary>diag(G).</summary>
    /// <exception cref="InvalidOperationException">Nothing was measured.</exception>
    public double[] SquareSums => Features?.SquareSums ?? throw new InvalidOperationException("The features were not measured.");

    /// <summary>What stays by weights times the norms of the activations that they meet, Wanda's mask, with which several methods begin;
    /// null when a score is not a number.</summary>
    /// <exception cref="InvalidOperationException">Nothing was measured.</exception>
    public WeightMask? ByActivations() => MaskSelection.RemoveSmallest(WeightScores.Wanda(Weight, SquareSums), Target, Scope);

    /// <summary>The layer with a mask and its old weights; a status when there is no mask.</summary>
    public PrunedWeights With(WeightMask? mask) =>
        mask is null ? new(Numerics.SolveStatus.NotFinite, null, null) : new(Numerics.SolveStatus.Solved, mask.Apply(Weight), mask);
}
