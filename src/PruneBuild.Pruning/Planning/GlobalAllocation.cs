using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Planning;

/// <summary>Steps along the lower convex hull of every group's loss over cost saved, cheapest loss for the cost first.</summary>
/// <remarks>
/// For convex curves and additive costs this is the optimum of min Σ loss under a cost limit (a Lagrangian's path). Prices
/// are taken with the other groups at full size; where groups multiply (channels on both sides of a convolution) the limit
/// itself is still checked exactly.
/// </remarks>
internal static class GlobalAllocation
{
    public static IReadOnlyList<AllocationStep> Steps(ModelStructure structure, IReadOnlyList<GroupChoices> choices, CostKind kind)
    {
        var steps = new List<(double Ratio, AllocationStep Step)>();
        for (var group = 0; group < choices.Count; group++)
        {
            var price = Price(structure.Cost, choices[group].GroupId, kind);
            steps.AddRange(Hull(choices[group].Choices, price).Select(point => (point.Ratio, new AllocationStep(group, point.Choice))));
        }

        return [.. steps.OrderBy(step => step.Ratio).ThenBy(step => step.Step.Group)
            .ThenBy(step => step.Step.Choice).Select(step => step.Step)];
    }

    /// <summary>What one unit costs; costs are multilinear, so one difference tells.</summary>
    private static double Price(CostModel cost, string groupId, CostKind kind)
    {
        var units = cost.Units.ToArray();
        var group = cost.Groups.ToList().IndexOf(groupId);
        var full = cost.Evaluate(kind, units);
        units[group]--;
        return Math.Max(full - cost.Evaluate(kind, units), double.Epsilon);
    }

    private static List<(double Ratio, int Choice)> Hull(ValueList<Choice> choices, double price)
    {
        var hull = new List<(double Ratio, int Choice)>();
        var at = 0;
        while (at < choices.Count - 1)
        {
            var best = (Ratio: double.PositiveInfinity, Choice: at + 1);
            for (var next = at + 1; next < choices.Count; next++)
            {
                var ratio = (choices[next].Loss - choices[at].Loss) / (price * (choices[at].Kept.Count - choices[next].Kept.Count));
                if (ratio <= best.Ratio)
                    best = (ratio, next);
            }

            hull.Add(best);
            at = best.Choice;
        }

        return hull;
    }
}
