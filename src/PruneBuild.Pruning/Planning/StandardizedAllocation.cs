using PruneBuild.Pruning.Methods;

namespace PruneBuild.Pruning.Planning;

/// <summary>FLAP's adaptive structure: scores of each group standardised (<see cref="ScoreScale" />),
/// then pooled and removed from the lowest.</summary>
/// <remarks>Where sizes are rounded, a step removes several units; it counts as their mean score.</remarks>
internal static class StandardizedAllocation
{
    public static IReadOnlyList<AllocationStep> Steps(IReadOnlyList<GroupChoices> choices, bool byFeatures)
    {
        var steps = new List<(double Score, AllocationStep Step)>();
        for (var group = 0; group < choices.Count; group++)
        {
            var marginal = choices[group].Choices
                .Zip(choices[group].Choices.Skip(1), (at, next) => (next.Loss - at.Loss) / (at.Kept.Count - next.Kept.Count)).ToArray();
            var scale = (byFeatures ? choices[group].FeatureScale : null) ?? choices[group].Scale ?? ScoreScale.Of(marginal);
            for (var i = 0; i < marginal.Length; i++)
                steps.Add((scale.Standardize(marginal[i]), new AllocationStep(group, i + 1)));
        }

        return [.. steps.OrderBy(step => step.Score).ThenBy(step => step.Step.Group)
            .ThenBy(step => step.Step.Choice).Select(step => step.Step)];
    }
}
