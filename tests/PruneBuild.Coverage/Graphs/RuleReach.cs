using PruneBuild.Pruning.Structures.Inference;

namespace PruneBuild.Coverage.Graphs;

/// <summary>Which operator rules random models reach.</summary>
internal static class RuleReach
{
    /// <summary>Names of the rules that none of the first so many models has an operator of.</summary>
    public static IReadOnlyList<string> Missed(int models)
    {
        var built = Enumerable.Range(0, models).SelectMany(seed => RandomModel.Create(seed).Graph.Node)
            .Select(OperatorRules.NameOf).ToHashSet();
        return [.. OperatorRules.All.Where(rule => !rule.Operators.Any(built.Contains)).Select(rule => rule.GetType().Name)];
    }
}
