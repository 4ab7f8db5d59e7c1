using System.Text.RegularExpressions;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Methods;

/// <summary>Which groups may be cut.</summary>
/// <param name="Only">Globs of group ids, one of which must match; empty for all.</param>
/// <param name="Keep">Globs of group ids that stay whole.</param>
/// <param name="Structures">Kinds that may be cut.</param>
/// <remarks>A glob matches a whole id, or what follows a dot of it: <c>encoder.layer.*</c> also means
/// <c>bert.encoder.layer.0.attention</c>.</remarks>
public sealed record GroupFilter(ValueList<string> Only, ValueList<string> Keep, ValueList<StructureKind> Structures)
{
    /// <summary>What is cut unless the manifest says otherwise: units inside branches, never the residual stream.</summary>
    public static GroupFilter Default { get; } = new([], [], [StructureKind.Heads, StructureKind.Neurons, StructureKind.Channels]);

    /// <summary>True when a group may be cut.</summary>
    public bool Allows(PruneGroup group) =>
        Structures.Contains(group.Kind)
        && (Only.Count == 0 || Only.Any(glob => Matches(glob, group.Id)))
        && !Keep.Any(glob => Matches(glob, group.Id));

    /// <summary>True when a glob (<c>*</c>, <c>?</c>) matches an id.</summary>
    public static bool Matches(string glob, string id)
    {
        var pattern = Regex.Escape(glob).Replace(@"\*", ".*", StringComparison.Ordinal).Replace(@"\?", ".", StringComparison.Ordinal);
        return Regex.IsMatch(id, $@"^(?:.*\.)?{pattern}$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
    }
}
