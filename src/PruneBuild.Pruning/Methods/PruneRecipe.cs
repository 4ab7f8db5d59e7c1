using PruneBuild.Pruning.Planning;

namespace PruneBuild.Pruning.Methods;

/// <summary>One pruning step, all its choices made: criterion, allocation and reconstruction are independent of each other.</summary>
/// <param name="Method">Name of the preset that it started from.</param>
/// <param name="Criterion">What is least needed.</param>
/// <param name="Allocation">How the budget is divided.</param>
/// <param name="Reconstruction">How consumers make up for what is gone.</param>
/// <param name="Inputs">Which network's activations the reconstruction is fitted on.</param>
/// <param name="Budget">How far.</param>
/// <param name="Filter">Which groups may be cut.</param>
public sealed record PruneRecipe(
    string Method,
    ICriterion Criterion,
    AllocationOptions Allocation,
    IReconstruction Reconstruction,
    ReconstructionInputs Inputs,
    Budget Budget,
    GroupFilter Filter)
{
    /// <summary>How the budget is divided anew before each group; null for one plan.</summary>
    public StepwiseOptions? Stepwise { get; init; }

    /// <summary>True when of heads and neurons only those are cut that add to a residual stream, where a model has such;
    /// a loop does so in any case.</summary>
    public bool OfSubLayers { get; init; }

    /// <summary>True when the first attention is not refit, and neurons that are read at one position only are refit on that one: as the
    /// authors of Kwon et al. tune masks. False when every consumer is refit on all positions.</summary>
    public bool TunesAsPublished { get; init; }

    /// <summary>True when all weights of a module are refit before it is cut, and none after;
    /// false when its consumer is refit after.</summary>
    public bool RefitsBefore { get; init; }
}

/// <summary>Which network's activations a reconstruction is fitted on.</summary>
public enum ReconstructionInputs
{
    /// <summary>The original's: layers are independent of each other.</summary>
    Dense,

    /// <summary>Those of the network as cut and refit so far, matched to the original's outputs:
    /// later layers undo what earlier ones broke.</summary>
    Sequential,
}
