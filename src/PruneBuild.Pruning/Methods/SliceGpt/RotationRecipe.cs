using PruneBuild.Pruning.Planning;

namespace PruneBuild.Pruning.Methods.SliceGpt;

/// <summary>One step that rotates and slices the residual stream.</summary>
/// <param name="Budget">How far; a cost or a share of units, not a time.</param>
/// <param name="Allocation">How the budget is divided among the positions: the same share everywhere; sizes may be rounded.</param>
/// <param name="Filter">Which positions may be cut.</param>
public sealed record RotationRecipe(Budget Budget, AllocationOptions Allocation, GroupFilter Filter)
{
    /// <summary>Name in prune.yaml.</summary>
    public const string Method = "slicegpt";
}
