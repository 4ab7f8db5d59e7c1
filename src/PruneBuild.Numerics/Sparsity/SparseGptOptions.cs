namespace PruneBuild.Numerics.Sparsity;

/// <summary>Settings of <see cref="SparseGpt" />.</summary>
/// <param name="RidgePerDiagonal">δ: damping per mean(diag G).</param>
/// <param name="BlockFeatures">B: features whose weights are compared together. It changes the result;
/// patterns use the next multiple of M.</param>
public sealed record SparseGptOptions(double RidgePerDiagonal = 0.01, int BlockFeatures = 128);
