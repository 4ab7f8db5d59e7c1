using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Gradients;

/// <summary>What changes when the values that are differentiated by do.</summary>
internal static class DependentValues
{
    /// <summary>The given values and every float that depends on them other than through integers, booleans or steps.</summary>
    /// <param name="graph">A graph whose nodes are sorted.</param>
    /// <param name="facts">Types of its values; unknown ones count as floats.</param>
    /// <param name="values">Where it starts.</param>
    public static HashSet<string> Of(GraphProto graph, ShapeFacts facts, IEnumerable<string> values)
    {
        var dependent = values.ToHashSet();
        foreach (var node in graph.Node.Where(node => !GradientRules.IsFlat(node)))
        {
            if (node.Input.Concat(SubgraphCaptures.Of(node)).Any(dependent.Contains))
                dependent.UnionWith(
                    node.Output.Where(output => output.Length > 0 && (GradientRules.Quantizes(node) || MayBeFloat(facts.Find(output)))));
        }

        return dependent;
    }

    private static bool MayBeFloat(ValueFact? fact) =>
        fact is null || fact.Type.IsFloat();
}
