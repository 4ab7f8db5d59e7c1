namespace PruneBuild.Pruning.Structures;

/// <summary>What can be cut in a model, what cannot and why, and what everything costs.</summary>
/// <param name="Groups">In topological order of their first consumer.</param>
/// <param name="Refusals">Every other dimension that a weight carries.</param>
/// <param name="ConstantSizes">Integers in constants that state a group's size.</param>
/// <param name="AttributeSizes">Integers in attributes that state a group's size.</param>
/// <param name="ValueSizes">Stated shapes of values that a cut changes.</param>
/// <param name="Cost">Multiply–accumulates, parameters and bytes as functions of kept units.</param>
public sealed record ModelStructure(
    ValueList<PruneGroup> Groups,
    ValueList<Refusal> Refusals,
    ValueList<ConstantSizeSite> ConstantSizes,
    ValueList<AttributeSizeSite> AttributeSizes,
    ValueList<ValueSizeSite> ValueSizes,
    CostModel Cost)
{
    /// <summary>The group of that id.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public PruneGroup Group(string id) =>
        Groups.FirstOrDefault(group => group.Id == id) ?? throw new KeyNotFoundException($"No group '{id}'.");
}
