using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Reporting.Structures;

/// <summary>A model's structure in one line: what can be cut, and how much of the model that is.</summary>
public static class StructureSummary
{
    /// <summary>Such as <c>72 attention heads, 9216 neurons (97 % of its FLOPs)</c>; <c>nothing</c> when there is no group.</summary>
    public static string Of(ModelStructure structure)
    {
        if (structure.Groups.Count == 0)
            return "nothing";
        var kinds = structure.Groups.GroupBy(group => group.Kind).OrderBy(kind => kind.Key)
            .Select(kind => StructureWords.Count(kind.Key, kind.Sum(group => group.Units)));
        return $"{string.Join(", ", kinds)} ({Percent.Of(MacShare(structure))} of its FLOPs)";
    }

    /// <summary>Share of the multiply–accumulates that would go with every unit of every group.</summary>
    public static double MacShare(ModelStructure structure) => MacShare(structure, structure.Groups);

    /// <summary>The same for some of its groups.</summary>
    public static double MacShare(ModelStructure structure, IEnumerable<PruneGroup> groups)
    {
        var all = structure.Cost.Macs(new Dictionary<string, int>());
        return GroupShare.Share(all, structure.Cost.Macs(groups.ToDictionary(group => group.Id, _ => 0)));
    }
}
