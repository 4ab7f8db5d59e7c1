using PruneBuild.Engine.Manifest;

namespace PruneBuild.Engine.Pipeline.Searching;

/// <summary>Entries that leave it to the gates how much goes.</summary>
internal static class SearchedEntry
{
    /// <summary>True when a step says <c>as-much-as: gates</c>.</summary>
    public static bool Is(ModelEntry entry) => entry.Prune.Any(step => step.Remove is Removal.AsMuchAsGates);

    /// <summary>The entry with a share of the FLOPs in the place of each such step's removal.</summary>
    public static ModelEntry At(ModelEntry entry, double share) => entry with
    {
        Prune = entry.Prune.Select(step => step.Remove is Removal.AsMuchAsGates open
            ? step with { Remove = new Removal.Share(CostWord.Flops, share, open.Span) }
            : step).ToValueList(),
    };
}
