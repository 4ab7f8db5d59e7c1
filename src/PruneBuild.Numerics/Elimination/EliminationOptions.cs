namespace PruneBuild.Numerics.Elimination;

/// <summary>How units are eliminated.</summary>
/// <param name="RidgePerDiagonal">λ per mean(diag G), ≥ 0. OSSCAR uses 1e-2.</param>
/// <param name="UnitsPerRound">Units that leave together before the rest is re-scored, ≥ 1. One is the most careful and ZipLM's order;
/// OSSCAR takes 10 neurons or 2 heads.</param>
/// <param name="SmallestCount">Stop when this many units are left, ≥ 0.</param>
public sealed record EliminationOptions(double RidgePerDiagonal = 1e-2, int UnitsPerRound = 1, int SmallestCount = 0);
