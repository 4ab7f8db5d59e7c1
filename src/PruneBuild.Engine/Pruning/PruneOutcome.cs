using PruneBuild.Diagnostics;
using PruneBuild.Engine.Pruning.Latency;
using PruneBuild.Engine.Pruning.Masks;
using PruneBuild.Engine.Pruning.Recovery;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Pruning;

/// <summary>A pruned model and how it came about.</summary>
/// <param name="Pruned">The model.</param>
/// <param name="Plan">The units that stayed, in terms of <paramref name="Structure" />.</param>
/// <param name="Structure">What could have been cut.</param>
/// <param name="MethodDescription">Method, criterion, allocation, reconstruction, for reports.</param>
/// <param name="Timings">How long each stage took.</param>
/// <param name="Notes">Warnings: a solve that was given up, a budget that was met only just.</param>
public sealed record PruneOutcome(
    OnnxModel Pruned,
    PrunePlan Plan,
    ModelStructure Structure,
    string MethodDescription,
    IReadOnlyList<StageTiming> Timings,
    IReadOnlyList<Diagnostic> Notes)
{
    /// <summary>What the model cost before the step, where the structure is that of a model which was written anew;
    /// null where it is the model's own.</summary>
    public CostModel? OriginalCost { get; init; }

    /// <summary>What the tables predicted and what the cut took; null when the budget is not a time.</summary>
    public LatencyPlan? Latency { get; init; }

    /// <summary>Which of several methods that were tried this is the outcome of; null where one was asked for.</summary>
    public string? Winner { get; init; }

    /// <summary>The criterion whose unit the losses of the plan are in; null where it is the step's own.</summary>
    public string? Criterion { get; init; }

    /// <summary>What was trained after the step; null when nothing was.</summary>
    public RecoveryReport? Recovered { get; init; }

    /// <summary>Masks that recovery chose anew, by tensor: elements that stay, as many as before.
    /// They are in <see cref="Masks" /> too where the step made them.</summary>
    public IReadOnlyDictionary<string, bool[]> Moved { get; init; } = new Dictionary<string, bool[]>();

    /// <summary>What single weights lost; null when the step cut structures.</summary>
    public MaskReport? Masks { get; init; }
}
