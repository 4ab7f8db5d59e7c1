using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Reporting.Structures;

/// <summary>A group and what a model would save without it.</summary>
/// <param name="Group">The group.</param>
/// <param name="MacShare">Share of the model's multiply–accumulates that go with all its units, 0..1.</param>
/// <param name="ParameterShare">Share of the model's parameters that go with all its units, 0..1.</param>
public sealed record GroupShare(PruneGroup Group, double MacShare, double ParameterShare)
{
    /// <summary>Every group of a structure with its shares, in the structure's order.</summary>
    public static ValueList<GroupShare> Of(ModelStructure structure)
    {
        var cost = structure.Cost;
        var nothing = new Dictionary<string, int>();
        double macs = cost.Macs(nothing), parameters = cost.Parameters(nothing);
        return structure.Groups.Select(group =>
        {
            var without = new Dictionary<string, int> { [group.Id] = 0 };
            return new GroupShare(group, Share(macs, cost.Macs(without)), Share(parameters, cost.Parameters(without)));
        }).ToValueList();
    }

    /// <summary>Share of a total that goes when only the rest remains.</summary>
    internal static double Share(double total, double rest) => total > 0 ? (total - rest) / total : 0;
}
