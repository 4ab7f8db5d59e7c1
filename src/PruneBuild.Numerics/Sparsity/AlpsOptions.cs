namespace PruneBuild.Numerics.Sparsity;

/// <summary>Settings of <see cref="Alps" />; the defaults are those of the published code.</summary>
/// <param name="RidgePerDiagonal">δ: damping per mean(diag G).</param>
/// <param name="FirstPenalty">ρ to start with, where every feature has energy 1.</param>
/// <param name="Iterations">Most iterations.</param>
/// <param name="CheckEvery">Iterations between two looks at the support.</param>
public sealed record AlpsOptions(double RidgePerDiagonal = 0.01, double FirstPenalty = 0.1, int Iterations = 300, int CheckEvery = 3);
