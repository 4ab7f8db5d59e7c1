using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Methods;

/// <summary>Which groups may be cut.</summary>
/// <param name="Only">Globs of group ids (<see cref="Glob.MatchesId" />), one of which must match; empty for all.</param>
/// <param name="Keep">Globs of group ids that stay whole.</param>
/// <param name="Structures">Kinds that may be cut.</param>
public sealed record GroupFilter(ValueList<string> Only, ValueList<string> Keep, ValueList<StructureKind> Structures)
{
    /// <summary>What is cut unless the manifest says otherwise: units inside branches, never the residual stream.</summary>
    public static GroupFilter Default { get; } = new([], [], [StructureKind.Heads, StructureKind.Neurons, StructureKind.Channels]);

    /// <summary>True when a group may be cut.</summary>
    public bool Allows(PruneGroup group) =>
        Structures.Contains(group.Kind)
        && (Only.Count == 0 || Only.Any(glob => Glob.MatchesId(glob, group.Id)))
        && !Keep.Any(glob => Glob.MatchesId(glob, group.Id));
}
