using PruneBuild.Pruning.Methods;

namespace PruneBuild.Pruning.Planning;

/// <summary>FLAP's adaptive structure: scores of each group standardised (unbiased deviation), then pooled and removed from the lowest.</summary>
internal static class StandardizedAllocation
{
    public static IReadOnlyList<AllocationStep> Steps(IReadOnlyList<GroupChoices> choices)
    {
        var steps = new List<(double Score, AllocationStep Step)>();
        for (var group = 0; group < choices.Count; group++)
        {
            var marginal = choices[group].Choices.Skip(1).Zip(choices[group].Choices, (next, at) => next.Loss - at.Loss).ToArray();
            var mean = marginal.DefaultIfEmpty(0).Average();
            var deviation = Math.Sqrt(marginal.Sum(value => (value - mean) * (value - mean)) / Math.Max(1, marginal.Length - 1));
            for (var i = 0; i < marginal.Length; i++)
                steps.Add((deviation > 0 ? (marginal[i] - mean) / deviation : 0, new AllocationStep(group, i + 1)));
        }

        return [.. steps.OrderBy(step => step.Score).ThenBy(step => step.Step.Group).ThenBy(step => step.Step.Choice).Select(step => step.Step)];
    }
}
