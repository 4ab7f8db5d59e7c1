using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Methods.Depth;

/// <summary>What the criteria of blocks share.</summary>
internal static class Blocks
{
    /// <summary>A branch stays or goes whole.</summary>
    public static GroupChoices Choices(string groupId, double loss) =>
        new(groupId, [new Choice([0], 0), new Choice([], loss)]) { Reasons = [new RemovalReason(0, loss)] };

    /// <summary>Null for a residual branch.</summary>
    public static string? WhyNot(PruneGroup group) =>
        group.Kind == StructureKind.Layers ? null : "it drops whole residual branches, which 'structures: [ layers ]' allows";
}
