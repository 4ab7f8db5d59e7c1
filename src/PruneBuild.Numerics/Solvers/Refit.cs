using System.Diagnostics.CodeAnalysis;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Solvers;

/// <summary>New weights for kept features, or the reason why there are none.</summary>
/// <param name="Status">Whether the weights can be used.</param>
/// <param name="Weight">Ŵ, shape [kept, m], row i for the i-th kept feature; null unless solved.</param>
/// <param name="Ridge">λ that was used in the end, in the unit of diag(G): more than was asked for when that was not enough.</param>
/// <param name="Intercept">What to add to the bias, length m; null when no intercept was asked for.</param>
public sealed record Refit(SolveStatus Status, Matrix? Weight, double Ridge, double[]? Intercept = null)
{
    /// <summary>Whether <see cref="Weight" /> can be used.</summary>
    [MemberNotNullWhen(true, nameof(Weight))]
    public bool IsSolved => Status == SolveStatus.Solved;
}
