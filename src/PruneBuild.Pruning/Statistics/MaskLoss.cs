namespace PruneBuild.Pruning.Statistics;

/// <summary>A loss whose gradients by masks are taken.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Temperature">γ &gt; 0, by which logits are divided.</param>
/// <param name="Seed">Seed of the answers that are drawn.</param>
public sealed record MaskLoss(MaskLossKind Kind, double Temperature = 1, int Seed = 0);

/// <summary>Losses of mask gradients. A model that answers one number is judged by squared error.</summary>
public enum MaskLossKind
{
    /// <summary>γ²·KL(original ‖ cut so far) at temperature γ: zero, with its gradient, as long as nothing has been cut.</summary>
    Divergence,

    /// <summary>The curvature of that divergence at the original's answers, JᵀHJ with H = diag(p) − ppᵀ:
    /// not zero before the first cut.</summary>
    Curvature,

    /// <summary>−log of the probability of an answer that is drawn from the original's own:
    /// the expected square of its gradient is the Fisher information.</summary>
    DrawnAnswers,

    /// <summary>−log of the probability of the true answer: the only one that needs labels,
    /// or texts whose tokens follow each other.</summary>
    Labels,
}
