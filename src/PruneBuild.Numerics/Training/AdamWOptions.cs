namespace PruneBuild.Numerics.Training;

/// <summary>Settings of <see cref="AdamW" />.</summary>
/// <param name="FirstDecay">β₁: memory of the gradient.</param>
/// <param name="SecondDecay">β₂: memory of its square.</param>
/// <param name="Epsilon">ε.</param>
/// <param name="WeightDecay">Pull towards zero per step and unit of rate.</param>
public sealed record AdamWOptions(double FirstDecay = 0.9, double SecondDecay = 0.999, double Epsilon = 1e-8, double WeightDecay = 0);
