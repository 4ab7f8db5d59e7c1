namespace PruneBuild.Numerics.Sparsity;

/// <summary>Settings of <see cref="Fista" />.</summary>
/// <param name="Iterations">K: steps for one λ.</param>
/// <param name="Rounds">How many λ are tried.</param>
/// <param name="RoundingShare">ξ: λ rises while rounding alone moves the outputs by more than this share of the whole error, both as norms.</param>
/// <param name="FirstShrinkage">λ to start with, as a share of max|R|, at which everything is zero.</param>
public sealed record FistaOptions(int Iterations = 20, int Rounds = 20, double RoundingShare = 0.3, double FirstShrinkage = 1e-5);
