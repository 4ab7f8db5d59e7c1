using PruneBuild.Diagnostics;
using PruneBuild.Pruning.Masks.Allocation;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Recovery;

namespace PruneBuild.Engine.Manifest;

/// <summary>How the budget is divided.</summary>
/// <param name="Kind">The rule; null for the method's own.</param>
/// <param name="RoundTo">Kept features are a multiple of this, or all of them; null when not said.</param>
/// <param name="KeepAtLeast">Kept counts are not below this; null when not said.</param>
/// <param name="Times">What a size that was not timed takes; null when not said.</param>
/// <param name="Span">Place of the entry.</param>
public sealed record AllocateEntry(
    Located<AllocationKind>? Kind, Located<int>? RoundTo, Located<int>? KeepAtLeast, Located<TimeRule>? Times, SourceSpan Span)
{
    /// <summary>Where the tails of weights' spectra begin; null when not said.</summary>
    public Located<TailCut>? Tail { get; init; }

    /// <summary>Generations of a search by evolution; null when not said.</summary>
    public Located<int>? Generations { get; init; }

    /// <summary>Genomes in each of them; null when not said.</summary>
    public Located<int>? Population { get; init; }
}

/// <summary>How the consumers of what was cut are refit.</summary>
/// <param name="Kind">The rule.</param>
/// <param name="Ridge">Pull towards the surviving weights, per mean of the Gram matrix's diagonal; null for the rule's own.</param>
/// <param name="Intercept">True to fit a bias too.</param>
/// <param name="Inputs">Whose activations the refit sees.</param>
/// <param name="Span">Place of the entry.</param>
public sealed record ReconstructEntry(
    Located<ReconstructionKind> Kind, Located<double>? Ridge, Located<bool> Intercept, Located<InputSource> Inputs, SourceSpan Span)
{
    /// <summary>What has a factor of its own; null when not said.</summary>
    public Located<ScaledPart>? Per { get; init; }

    /// <summary>What a rescaling leaves out; null when not said.</summary>
    public Located<TuningScope>? Tuning { get; init; }

    /// <summary>When weights are refit; null when not said.</summary>
    public Located<RefitTime>? When { get; init; }

    /// <summary>What masked weights should put out; null for the rule's own.</summary>
    public Located<OutputTargets>? Targets { get; init; }

    /// <summary>True for an update of masks that judges itself by batches that it holds out.</summary>
    public Located<bool>? Judged { get; init; }
}

/// <summary>When weights are refit.</summary>
public enum RefitTime
{
    /// <summary>The consumer, after the cut.</summary>
    After,

    /// <summary>All weights of a module, before it is cut.</summary>
    Before,
}

/// <summary>What a rescaling leaves out.</summary>
public enum TuningScope
{
    /// <summary>Nothing: every layer, on all tokens.</summary>
    Every,

    /// <summary>What the authors' code leaves out.</summary>
    Published,
}

/// <summary>What a rescaling has one factor for.</summary>
public enum ScaledPart
{
    /// <summary>Each feature.</summary>
    Feature,

    /// <summary>Each unit.</summary>
    Unit,
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
/// <param name="Loss">What is lowered; null for the recovery's own.</param>
/// <param name="Rank">Rank of low-rank updates; null for its own.</param>
/// <param name="Targets">What the original's blocks read; null for its own.</param>
/// <param name="Together">Blocks trained together; null for its own.</param>
/// <param name="Span">Place of the entry.</param>
public sealed record RecoverEntry(
    Located<string> Kind, ValueList<Located<string>> Train, Located<int>? Steps, Located<double>? LearningRate,
    Located<RecoveryLoss>? Loss, Located<int>? Rank, Located<BlockTargets>? Targets, Located<int>? Together, SourceSpan Span)
{
    /// <summary>Records of a step; null for the usual number.</summary>
    public Located<int>? BatchSize { get; init; }

    /// <summary>Place of the first key that is given beside <c>kind</c> and these; null without one.</summary>
    /// <param name="keys">Keys that have a meaning for the kind.</param>
    public SourceSpan? Beside(params IReadOnlyList<string> keys) => new (string Key, SourceSpan? Place)[]
    {
        ("train", Train.Count > 0 ? Train[0].Span : null),
        ("steps", Steps?.Span),
        ("batch-size", BatchSize?.Span),
        ("learning-rate", LearningRate?.Span),
        ("loss", Loss?.Span),
        ("rank", Rank?.Span),
        ("targets", Targets?.Span),
        ("together", Together?.Span),
    }.FirstOrDefault(given => given.Place is not null && !keys.Contains(given.Key)).Place;
}
