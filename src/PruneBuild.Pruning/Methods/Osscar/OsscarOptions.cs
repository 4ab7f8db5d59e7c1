namespace PruneBuild.Pruning.Methods.Osscar;

/// <summary>How OSSCAR selects.</summary>
/// <param name="RidgePerDiagonal">λ₂ per mean(diag G); the published code uses 1e-2.</param>
/// <param name="NeuronsPerRound">Neurons that leave together before the rest is scored again; the published code takes 10.</param>
/// <param name="HeadsPerRound">The same for heads; the published code takes 2.</param>
/// <param name="ChannelsPerRound">The same for channels.</param>
/// <param name="SwapRounds">Exchanges of the local search at most, once a group's size is decided; 0 for none. The published code takes up
/// to 30 where it is asked to search.</param>
public sealed record OsscarOptions(
    double RidgePerDiagonal = 1e-2, int NeuronsPerRound = 10, int HeadsPerRound = 1, int ChannelsPerRound = 1, int SwapRounds = 0)
{
    /// <summary>One unit at a time, whatever it is: ZipLM's order.</summary>
    public static OsscarOptions OneByOne { get; } = new(NeuronsPerRound: 1);
}
