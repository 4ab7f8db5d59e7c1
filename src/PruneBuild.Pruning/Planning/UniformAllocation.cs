using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Planning;

/// <summary>The same share of units in every group.</summary>
internal static class UniformAllocation
{
    /// <summary>The plan that removes a share of each group's units, rounded half up, as far as its choices go.</summary>
    /// <remarks>Residual branches are one unit each, so that the share is of all of them together, the least loss first.</remarks>
    public static PrunePlan AtShare(ModelStructure structure, IReadOnlyList<GroupChoices> choices, double removed)
    {
        var branches = choices.Where(group => structure.Group(group.GroupId).Kind == StructureKind.Layers)
            .OrderBy(group => group.Choices[^1].Loss).ToArray();
        var dropped = branches.Take((int)Math.Floor((branches.Length * removed) + 0.5)).Select(group => group.GroupId).ToHashSet();
        var picks = choices.Select(group =>
        {
            if (branches.Contains(group))
                return dropped.Contains(group.GroupId) ? group.Choices.Count - 1 : 0;
            var units = structure.Group(group.GroupId).Units;
            var keep = units - (int)Math.Floor((units * removed) + 0.5);
            return Enumerable.Range(0, group.Choices.Count).MinBy(i => Math.Abs(group.Choices[i].Kept.Count - keep));
        });
        return StepSearch.Plan(structure, choices, [.. picks]);
    }

    /// <summary>Choices of all groups by rising share removed.</summary>
    public static IReadOnlyList<AllocationStep> Steps(ModelStructure structure, IReadOnlyList<GroupChoices> choices) =>
    [
        .. choices
            .SelectMany((group, g) => Enumerable.Range(1, group.Choices.Count - 1).Select(i => (
                Share: 1 - ((double)group.Choices[i].Kept.Count / structure.Group(group.GroupId).Units), Step: new AllocationStep(g, i))))
            .OrderBy(step => step.Share).ThenBy(step => step.Step.Group).Select(step => step.Step),
    ];
}
