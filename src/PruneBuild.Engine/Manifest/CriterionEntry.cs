using PruneBuild.Diagnostics;
using PruneBuild.Numerics.Sparsity;
using PruneBuild.Pruning.Methods.Hywia;
using PruneBuild.Pruning.Methods.KPrune;
using PruneBuild.Pruning.Methods.LlmPruner;
using PruneBuild.Pruning.Methods.MutualInformation;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Engine.Manifest;

/// <summary>What is least needed.</summary>
/// <param name="Kind">Name of the criterion.</param>
/// <param name="Ridge">Damping of its solves, per mean of the Gram matrix's diagonal; null for its own.</param>
/// <param name="UnitsPerRound">Units that leave together before the rest is scored again; null for its own.</param>
/// <param name="Scope">Among which single weights are compared; null for its own.</param>
/// <param name="Predictive">How K-prune estimates predictive knowledge; null for its own.</param>
/// <param name="HeadEnergy">What K-prune takes for the energy of a head; null for its own.</param>
/// <param name="RepresentationalWeight">What K-prune weighs the energy of a unit's output with; null for its own.</param>
/// <param name="ScoreShare">Share of the batches that K-prune's scores are measured on; null for its own.</param>
/// <param name="ScoreEvery">Sub-layers that K-prune cuts on one measurement; null for its own.</param>
/// <param name="SoftMask">What the mask of SDS's last step goes by; null for its own.</param>
/// <param name="Span">Place of the entry.</param>
public sealed record CriterionEntry(
    Located<string> Kind, Located<double>? Ridge, Located<int>? UnitsPerRound, Located<SelectionScope>? Scope,
    Located<PredictiveKnowledge>? Predictive, Located<HeadEnergy>? HeadEnergy, Located<double>? RepresentationalWeight,
    Located<double>? ScoreShare, Located<int>? ScoreEvery, Located<SoftMask>? SoftMask, SourceSpan Span)
{
    /// <summary>What prunes the first time in SDS; null for its own.</summary>
    public Located<string>? First { get; init; }

    /// <summary>What prunes the second time in SDS; null for its own.</summary>
    public Located<string>? Second { get; init; }

    /// <summary>Whether features are put into another order before a pattern such as 2:4 is laid on them; null for no.</summary>
    public Located<bool>? Permute { get; init; }

    /// <summary>Which terms of the loss's expansion LLM-Pruner takes; null for its own.</summary>
    public Located<TaylorOrder>? Order { get; init; }

    /// <summary>How finely HyWIA looks at weights; null for its own.</summary>
    public Located<ImportanceGrain>? Grain { get; init; }

    /// <summary>What the loss of a criterion that reads gradients compares with; null for its own.</summary>
    public Located<MaskLossKind>? Loss { get; init; }

    /// <summary>Rows of activations that units are compared on; null for its own.</summary>
    public Located<int>? Samples { get; init; }

    /// <summary>Width of the kernels that compare activations; null to choose it.</summary>
    public Located<double>? Bandwidth { get; init; }

    /// <summary>How that width is chosen; null for its own rule.</summary>
    public Located<BandwidthRule>? BandwidthRule { get; init; }

    /// <summary>Width of the kernel that compares weights; null for its own.</summary>
    public Located<double>? KernelWidth { get; init; }

    /// <summary>Change at which an iteration ends; null for its own.</summary>
    public Located<double>? Tolerance { get; init; }

    /// <summary>Iterations at most; null for its own.</summary>
    public Located<int>? Iterations { get; init; }

    /// <summary>Updates of learnt masks; null for its own.</summary>
    public Located<int>? Steps { get; init; }

    /// <summary>Size of the first update; null for its own.</summary>
    public Located<double>? LearningRate { get; init; }

    /// <summary>Masks drawn for one update; null for its own.</summary>
    public Located<int>? Masks { get; init; }

    /// <summary>Losses that the baseline remembers; null for its own.</summary>
    public Located<int>? Window { get; init; }

    /// <summary>Exchanges of units at most; null for its own.</summary>
    public Located<int>? SwapRounds { get; init; }

    /// <summary>The keys that are given and that belong to another criterion.</summary>
    public IEnumerable<CriterionSetting> Misplaced => new (string Key, SourceSpan? Place, string[] Criteria)[]
    {
        ("ridge", Ridge?.Span, ["osscar"]),
        ("units-per-round", UnitsPerRound?.Span, ["osscar"]),
        ("predictive", Predictive?.Span, ["kprune"]),
        ("head-energy", HeadEnergy?.Span, ["kprune"]),
        ("representational-weight", RepresentationalWeight?.Span, ["kprune"]),
        ("score-share", ScoreShare?.Span, ["kprune"]),
        ("score-every", ScoreEvery?.Span, ["kprune"]),
        ("soft-mask", SoftMask?.Span, ["sds"]),
        ("first", First?.Span, ["sds"]),
        ("second", Second?.Span, ["sds"]),
        ("order", Order?.Span, ["llm-pruner"]),
        ("grain", Grain?.Span, ["hywia", "llm-pruner"]),
        ("loss", Loss?.Span, ["kwon", "taylor", "llm-pruner", "hywia"]),
        ("samples", Samples?.Span, ["mutual-information", "p-pruning"]),
        ("bandwidth", Bandwidth?.Span, ["mutual-information"]),
        ("bandwidth-rule", BandwidthRule?.Span, ["mutual-information"]),
        ("kernel-width", KernelWidth?.Span, ["kcm"]),
        ("tolerance", Tolerance?.Span, ["kcm"]),
        ("iterations", Iterations?.Span, ["kcm", "sparsellm"]),
        ("steps", Steps?.Span, ["policy-gradient"]),
        ("learning-rate", LearningRate?.Span, ["policy-gradient"]),
        ("masks", Masks?.Span, ["policy-gradient"]),
        ("window", Window?.Span, ["policy-gradient"]),
        ("swap-rounds", SwapRounds?.Span, ["osscar"]),
    }.Where(setting => setting.Place is not null && !setting.Criteria.Contains(Kind.Value))
        .Select(setting => new CriterionSetting(setting.Key, setting.Place!, [.. setting.Criteria]));
}

/// <summary>A key of a criterion that other criteria do not know.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Place">Where it stands.</param>
/// <param name="Criteria">The criteria that know it.</param>
public sealed record CriterionSetting(string Key, SourceSpan Place, ValueList<string> Criteria);

/// <summary>What counts as the energy that a head puts out.</summary>
public enum HeadEnergy
{
    /// <summary>The sum over its features.</summary>
    Diagonal,

    /// <summary>That of the head as a whole.</summary>
    Exact,
}
