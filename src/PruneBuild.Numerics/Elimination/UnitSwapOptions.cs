namespace PruneBuild.Numerics.Elimination;

/// <summary>How far the search for better kept sets goes.</summary>
/// <param name="RidgePerDiagonal">λ per mean(diag G), ≥ 0.</param>
/// <param name="UnitsPerSwap">Units exchanged at once, ≥ 1. OSSCAR takes 10 neurons or 5 heads.</param>
/// <param name="Rounds">Exchanges at most, ≥ 0.</param>
public sealed record UnitSwapOptions(double RidgePerDiagonal = 1e-2, int UnitsPerSwap = 10, int Rounds = 30);
