namespace PruneBuild.Numerics.Sparsity;

/// <summary>Settings of <see cref="MaskSwaps" />.</summary>
/// <param name="SwapsPerFeature">Most swaps of an output, per feature.</param>
/// <param name="Candidates">How many of each kind are tried pair by pair before all are.</param>
public sealed record SwapOptions(double SwapsPerFeature = 0.25, int Candidates = 64);
