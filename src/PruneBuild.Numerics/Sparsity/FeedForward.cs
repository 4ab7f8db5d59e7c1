using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Sparsity;

/// <summary>Two layers with a function between them, y = p·W₂, p = f(xW₁ + b₁) or, with a gate, p = f(xW_g + b_g)⊙(xW₁ + b₁). The bias
/// after W₂ does not matter to those who prune.</summary>
/// <param name="Inputs">X, [rows, d].</param>
/// <param name="Up">W₁, and the gate's W_g behind it where there is one.</param>
/// <param name="Down">W₂, [h, m].</param>
/// <param name="Function">f.</param>
public sealed record FeedForward(Matrix Inputs, IReadOnlyList<EntryLayer> Up, PrunedLayer Down, Activation Function)
{
    /// <summary>True when the second layer of <see cref="Up" /> decides how much of the first passes.</summary>
    public bool IsGated => Up.Count == 2;
}

/// <summary>A layer that is pruned.</summary>
/// <param name="Weight">Dense, [features, outputs].</param>
/// <param name="Target">How many weights go.</param>
public record PrunedLayer(Matrix Weight, SparsityTarget Target);

/// <summary>A layer before the function.</summary>
/// <param name="Weight">Dense, [d, h].</param>
/// <param name="Target">How many weights go.</param>
/// <param name="Bias">Of each output.</param>
public sealed record EntryLayer(Matrix Weight, SparsityTarget Target, IReadOnlyList<double> Bias) : PrunedLayer(Weight, Target);

/// <summary>Both layers after their masks.</summary>
/// <param name="Status">Whether they can be used.</param>
/// <param name="Up">In the order of <see cref="FeedForward.Up" />.</param>
/// <param name="Down">W₂.</param>
/// <param name="Errors">‖pW₂ − y‖² over ‖y‖² after each epoch, for the pruned layers as they will run.</param>
public sealed record PrunedFeedForward(
    SolveStatus Status, IReadOnlyList<PrunedWeights> Up, PrunedWeights? Down, IReadOnlyList<double> Errors);
