namespace PruneBuild.Pruning.Recovery;

/// <summary>Dynamic sparse training of a whole model towards the original's answers. See README.md, "UniPTS".</summary>
/// <param name="Momentum">Of the optimiser.</param>
/// <param name="WeightDecay">Pull of every parameter towards zero.</param>
/// <param name="MaskedDecay">The same for weights that the mask leaves out at a step, on top.</param>
/// <param name="Temperature">T: both answers' logits are divided by it.</param>
/// <param name="FirstBase">Natural logarithm of the base of the divergence's logarithms in the first epoch:
/// what the loss is divided by.</param>
/// <param name="BaseDecay">What it is multiplied by after each epoch.</param>
public sealed record RegrowthRecipe(
    double Momentum = 0.9, double WeightDecay = 1e-4, double MaskedDecay = 5e-5, double Temperature = 4,
    double FirstBase = 8, double BaseDecay = 0.99)
{
    /// <summary>The highest rate unless the manifest gives one.</summary>
    public const double UsualRate = 1e-2;

    /// <summary>What is trained: everything.</summary>
    public static ValueList<TrainedFamily> Families { get; } =
        [TrainedFamily.Weights, TrainedFamily.Head, TrainedFamily.Embeddings, TrainedFamily.Biases, TrainedFamily.Norms];

    /// <summary>What the loss of an epoch is multiplied by; epochs count from zero.</summary>
    public double LossFactor(int epoch) => 1 / (FirstBase * Math.Pow(BaseDecay, epoch));
}
