using PruneBuild.Diagnostics;
using PruneBuild.Numerics.Sparsity;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.Hywia;
using PruneBuild.Pruning.Methods.KPrune;
using PruneBuild.Pruning.Methods.LlmPruner;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Recovery;

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
    Located<string> Kind, Located<double>? Ridge, Located<int>? UnitsPerRound, Located<SelectionScope>? Scope, Located<PredictiveKnowledge>? Predictive,
    Located<HeadEnergy>? HeadEnergy, Located<double>? RepresentationalWeight, Located<double>? ScoreShare, Located<int>? ScoreEvery,
    Located<SoftMask>? SoftMask, SourceSpan Span)
{
    /// <summary>What prunes the first time in SDS; null for its own.</summary>
    public Located<string>? First { get; init; }

    /// <summary>What prunes the second time in SDS; null for its own.</summary>
    public Located<string>? Second { get; init; }

    /// <summary>Which terms of the loss's expansion LLM-Pruner takes; null for its own.</summary>
    public Located<TaylorOrder>? Order { get; init; }

    /// <summary>How finely HyWIA looks at weights; null for its own.</summary>
    public Located<ImportanceGrain>? Grain { get; init; }

    /// <summary>The keys that are given and that belong to another criterion.</summary>
    public IEnumerable<CriterionSetting> Misplaced => new (string Key, SourceSpan? Place, string Criterion)[]
    {
        ("ridge", Ridge?.Span, "osscar"),
        ("units-per-round", UnitsPerRound?.Span, "osscar"),
        ("predictive", Predictive?.Span, "kprune"),
        ("head-energy", HeadEnergy?.Span, "kprune"),
        ("representational-weight", RepresentationalWeight?.Span, "kprune"),
        ("score-share", ScoreShare?.Span, "kprune"),
        ("score-every", ScoreEvery?.Span, "kprune"),
        ("soft-mask", SoftMask?.Span, "sds"),
        ("first", First?.Span, "sds"),
        ("second", Second?.Span, "sds"),
        ("order", Order?.Span, "llm-pruner"),
        ("grain", Grain?.Span, "hywia"),
    }.Where(setting => setting.Place is not null && setting.Criterion != Kind.Value).Select(setting => new CriterionSetting(setting.Key, setting.Place!, setting.Criterion));
}

/// <summary>A key of a criterion that other criteria do not know.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Place">Where it stands.</param>
/// <param name="Criterion">The criterion that knows it.</param>
public sealed record CriterionSetting(string Key, SourceSpan Place, string Criterion);

/// <summary>What counts as the energy that a head puts out.</summary>
public enum HeadEnergy
{
    /// <summary>The sum over its features.</summary>
    Diagonal,

    /// <summary>That of the head as a whole.</summary>
    Exact,
}

/// <summary>How the budget is divided.</summary>
/// <param name="Kind">The rule.</param>
/// <param name="RoundTo">Kept counts are multiples of this, or the full count; null when not said.</param>
/// <param name="KeepAtLeast">Kept counts are not below this.</param>
/// <param name="Times">What a size that was not timed takes; null when not said.</param>
/// <param name="Span">Place of the entry.</param>
public sealed record AllocateEntry(
    Located<AllocationKind> Kind, Located<int>? RoundTo, Located<int> KeepAtLeast, Located<TimeRule>? Times, SourceSpan Span);

/// <summary>How the consumers of what was cut are refit.</summary>
/// <param name="Kind">The rule.</param>
/// <param name="Ridge">Pull towards the surviving weights, per mean of the Gram matrix's diagonal; null for the rule's own.</param>
/// <param name="Intercept">True to fit a bias too.</param>
/// <param name="Inputs">Whose activations the refit sees.</param>
/// <param name="Span">Place of the entry.</param>
public sealed record ReconstructEntry(
    Located<ReconstructionKind> Kind, Located<double>? Ridge, Located<bool> Intercept, Located<InputSource> Inputs, SourceSpan Span)
{
    /// <summary>What masked weights should put out; null for their own output.</summary>
    public Located<OutputTargets>? Targets { get; init; }
}

/// <summary>Rules of reconstruction.</summary>
public enum ReconstructionKind
{
    /// <summary>Least squares on the consumer's output.</summary>
    LeastSquares,

    /// <summary>The mean of what was cut moves into the bias.</summary>
    MeanBias,

    /// <summary>What stays is scaled, unit by unit.</summary>
    Rescale,

    /// <summary>Weights stay as they are.</summary>
    None,
}

/// <summary>Whose activations a refit sees.</summary>
public enum InputSource
{
    /// <summary>Those of the model as cut so far.</summary>
    Sequential,

    /// <summary>Those of the original.</summary>
    Dense,
}

/// <summary>What is trained after pruning.</summary>
/// <param name="Kind">Name of the recovery.</param>
/// <param name="Train">Families of parameters.</param>
/// <param name="Steps">Optimiser steps; null for its own number.</param>
/// <param name="LearningRate">Peak learning rate; null for its own.</param>
/// <param name="Loss">What is lowered; null for what fits the model.</param>
/// <param name="Rank">Rank of low-rank updates; null for its own.</param>
/// <param name="Targets">What the original's blocks read; null for its own.</param>
/// <param name="Together">Blocks trained together; null for its own.</param>
/// <param name="Span">Place of the entry.</param>
public sealed record RecoverEntry(
    Located<string> Kind, ValueList<Located<string>> Train, Located<int>? Steps, Located<double>? LearningRate,
    Located<RecoveryLoss>? Loss, Located<int>? Rank, Located<BlockTargets>? Targets, Located<int>? Together, SourceSpan Span);
