using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Methods;

/// <summary>A named method: a criterion, an allocation and a reconstruction that belong together.</summary>
/// <param name="Name">Name in prune.yaml.</param>
/// <param name="Summary">One line for people.</param>
/// <param name="Criterion">Its criterion.</param>
/// <param name="Allocation">Its allocation.</param>
/// <param name="Reconstruction">Its reconstruction.</param>
/// <param name="Inputs">What the reconstruction is fitted on.</param>
public sealed record MethodPreset(
    string Name,
    string Summary,
    ICriterion Criterion,
    AllocationOptions Allocation,
    IReconstruction Reconstruction,
    ReconstructionInputs Inputs)
{
    /// <summary>Criteria that read the method in another way: named without a method, they go with its other stages.</summary>
    public ValueList<ICriterion> Readings { get; init; } = [];

    /// <summary>Kinds of groups that it cuts unless the manifest names others.</summary>
    public ValueList<StructureKind> Structures { get; init; } = GroupFilter.Default.Structures;

    /// <summary>True when it cuts, unless the manifest names kinds of groups, only what adds to a residual stream where a model has one:
    /// feed-forward blocks, not poolers or factorised embeddings.</summary>
    public bool OfSubLayers { get; init; }

    /// <summary>How it divides the budget anew before each group; null for one plan.</summary>
    public StepwiseOptions? Stepwise { get; init; }
}
