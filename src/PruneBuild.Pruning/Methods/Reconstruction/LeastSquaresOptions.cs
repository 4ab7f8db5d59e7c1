namespace PruneBuild.Pruning.Methods.Reconstruction;

/// <summary>How a consumer is refit.</summary>
/// <param name="RidgePerDiagonal">λ per mean(diag G); pulls towards the surviving weights, not towards zero.</param>
/// <param name="Intercept">True to fit a constant too.</param>
public sealed record LeastSquaresOptions(double RidgePerDiagonal = 1e-3, bool Intercept = true);
