using System.Diagnostics.CodeAnalysis;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Sparsity;

/// <summary>A layer after its mask, or the reason why there is none.</summary>
/// <param name="Status">Whether mask and weight can be used.</param>
/// <param name="Weight">Ŵ, [d, m], +0 where the mask keeps nothing; null unless solved.</param>
/// <param name="Mask">What stays; null unless solved.</param>
/// <param name="Ridge">λ that was used in the end, in the unit of diag(G).</param>
/// <param name="Loss">tr(ΔᵀHΔ), H = G + λI, Δ = Ŵ − W, where the method counts it; else 0.</param>
public sealed record PrunedWeights(SolveStatus Status, Matrix? Weight, WeightMask? Mask, double Ridge = 0, double Loss = 0)
{
    /// <summary>Whether <see cref="Weight" /> and <see cref="Mask" /> can be used.</summary>
    [MemberNotNullWhen(true, nameof(Weight), nameof(Mask))]
    public bool IsSolved => Status == SolveStatus.Solved;

    internal static PrunedWeights Failed(SolveStatus status, double ridge = 0) => new(status, null, null, ridge);
}
