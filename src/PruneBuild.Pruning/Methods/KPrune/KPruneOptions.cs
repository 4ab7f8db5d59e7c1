namespace PruneBuild.Pruning.Methods.KPrune;

/// <summary>What K-prune weighs; by default what measured best on held-out calibration data (docs/methods.md).</summary>
/// <param name="Predictive">How predictive knowledge is estimated; published: from the gradient.</param>
/// <param name="Temperature">γ of the divergence; published: 2.</param>
/// <param name="PredictiveWeight">λ_pred; published: 1.</param>
/// <param name="RepresentationalWeight">λ_rep; 1e-5 as the published code's default; 2.5e-4 in its example.</param>
/// <param name="HeadFactor">μ: what the mean over a head's features is multiplied by; published: 64, which is the width of BERT-base's
/// heads. Null for the number of the unit's features, so that means become sums.</param>
/// <param name="ExactHeads">True for the energy that a head puts out as a whole, tr(WᵀGW); false for the sum over its features, as
/// published, which ignores that they are correlated.</param>
/// <param name="Seed">Seed of the answers that <see cref="PredictiveKnowledge.Fisher" /> draws where there are
/// more than two classes.</param>
public sealed record KPruneOptions(
    PredictiveKnowledge Predictive = PredictiveKnowledge.Fisher,
    double Temperature = 2,
    double PredictiveWeight = 1,
    double RepresentationalWeight = 1e-5,
    double? HeadFactor = 64,
    bool ExactHeads = false,
    int Seed = 0)
{
    /// <summary>The settings of the authors' example.</summary>
    public static KPruneOptions Published { get; } = new(PredictiveKnowledge.KlGradient, RepresentationalWeight: 2.5e-4);
}

/// <summary>Estimates of predictive knowledge.</summary>
public enum PredictiveKnowledge
{
    /// <summary>½·g² of the divergence's gradient, batch by batch, as published: zero at the first sub-layer.</summary>
    KlGradient,

    /// <summary>½ of the divergence's curvature, record by record.</summary>
    Fisher,
}
