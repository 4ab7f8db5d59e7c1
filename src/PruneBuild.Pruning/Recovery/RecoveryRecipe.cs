namespace PruneBuild.Pruning.Recovery;

/// <summary>What is trained after pruning, and how.</summary>
/// <param name="Families">What is trained.</param>
/// <param name="Loss">What is lowered.</param>
/// <param name="Steps">Steps of the optimiser.</param>
/// <param name="LearningRate">Highest rate; null for each family's own, times what trials on held-out data find best.</param>
/// <param name="Rank">Rank of low-rank updates.</param>
/// <param name="Blocks">How blocks are trained one after the other; null to train the whole model.</param>
/// <param name="Seed">Of the order of batches and of where low-rank updates start.</param>
public sealed record RecoveryRecipe(
    ValueList<TrainedFamily> Families, RecoveryLoss Loss = RecoveryLoss.Match, int Steps = 200, double? LearningRate = null,
    int Rank = 16, BlockRecipe? Blocks = null, int Seed = 0)
{
    /// <summary>How masks move while the whole model is trained; null when they stay.</summary>
    public RegrowthRecipe? Regrowth { get; init; }

    /// <summary>Records that a step learns from; null for the usual number.</summary>
    public int? BatchSize { get; init; }

    /// <summary>True when somebody named the families; false when they are the usual ones.</summary>
    public bool AreFamiliesNamed { get; init; }

    /// <summary>True for families of low-rank updates.</summary>
    public static bool IsLowRank(TrainedFamily family) =>
        family is TrainedFamily.HeadLora or TrainedFamily.Lora or TrainedFamily.MaskLora or TrainedFamily.ScaleLora;

    /// <summary>The word in prune.yaml.</summary>
    public string Name => Regrowth is not null ? "unipts" : Blocks is null ? "perp" : "blocks";

    /// <summary>The highest rate of a family: the one that is named; or the usual one,
    /// which what runs the training may lower or raise.</summary>
    public double Rate(TrainedFamily family) => LearningRate ?? (Regrowth is null ? UsualRate(family) : RegrowthRecipe.UsualRate);

    /// <summary>The rate that did best on two small language models: the fewer the parameters, the larger.</summary>
    private static double UsualRate(TrainedFamily family) => family switch
    {
        TrainedFamily.Biases or TrainedFamily.NewBiases or TrainedFamily.Norms => 3e-2,
        TrainedFamily.Embeddings or TrainedFamily.Head => 1e-2,
        _ when IsLowRank(family) => 3e-3,
        TrainedFamily.Weights => 2e-3,
        _ => throw new ArgumentOutOfRangeException(nameof(family), family, "Not a family."),
    };
}

/// <summary>Losses of recovery.</summary>
public enum RecoveryLoss
{
    /// <summary>Cross-entropy of the token that comes next.</summary>
    NextToken,

    /// <summary>Cross-entropy of the records' labels; the squared error where the model answers a number.</summary>
    Labels,

    /// <summary>Divergence of the answer's probabilities from the original's, at every token of a language model; the squared error where
    /// the answer is no scores. Needs no labels.</summary>
    Match,
}

/// <summary>How blocks are trained to put out what the original's put out.</summary>
/// <param name="Targets">What the original's blocks read.</param>
/// <param name="Span">Blocks that are trained together, in overlapping runs: 1, 1–2, 2–3 with two.</param>
public sealed record BlockRecipe(BlockTargets Targets, int Span);

/// <summary>What the original's blocks read when their answers are the targets.</summary>
public enum BlockTargets
{
    /// <summary>The original's own activations: a block also makes up for the blocks before it.</summary>
    Original,

    /// <summary>The pruned model's activations.</summary>
    Pruned,
}
