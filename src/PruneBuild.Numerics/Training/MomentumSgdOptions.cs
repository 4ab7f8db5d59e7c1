namespace PruneBuild.Numerics.Training;

/// <summary>Settings of <see cref="MomentumSgd" />.</summary>
/// <param name="Momentum">μ: memory of earlier gradients, below 1.</param>
/// <param name="WeightDecay">λ: pull towards zero, per unit of weight.</param>
/// <param name="MaskedDecay">λ_M: the pull on weights that a mask leaves out, on top of λ.</param>
public sealed record MomentumSgdOptions(double Momentum = 0.9, double WeightDecay = 0, double MaskedDecay = 0);
