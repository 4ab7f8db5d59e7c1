using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Tests.Planning;

/// <summary>Structures that are nothing but groups with prices, and choices by score.</summary>
internal static class Costs
{
    /// <summary>Groups a, b, … whose units cost so much each, beside a fixed cost.</summary>
    public static ModelStructure Structure(double fixedCost, params (int Units, double Price)[] groups)
    {
        var ids = groups.Select((_, i) => Id(i)).ToValueList();
        var work = groups
            .Select((group, i) => new CostTerm(Id(i), [new SizeSum(0, [new SizeMonomial(group.Price, [i])])]))
            .Append(new CostTerm("fixed", [new SizeSum(fixedCost, [])])).ToValueList();
        return new ModelStructure(
            groups.Select((group, i) => new PruneGroup(Id(i), StructureKind.Neurons, group.Units, [], [], 1)).ToValueList(),
            [], [], [], [], new CostModel(ids, groups.Select(group => group.Units).ToValueList(), work, work));
    }

    /// <summary>The same where the units are channels that convolutions make.</summary>
    public static ModelStructure OfChannels(ModelStructure structure) =>
        structure with { Groups = structure.Groups.Select(group => group with { Kind = StructureKind.Channels }).ToValueList() };

    public static GroupChoices Choices(int group, params double[] scores) => GroupChoices.ByScore(Id(group), scores);

    public static string Id(int group) => $"{(char)('a' + group)}";
}
