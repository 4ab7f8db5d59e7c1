using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx;

/// <summary>Values that are the same whatever a model is fed.</summary>
public static class FixedValues
{
    /// <summary>Initializers, and everything that nodes compute from them alone; not what they draw at random.</summary>
    /// <param name="graph">A graph whose nodes are sorted.</param>
    public static IReadOnlySet<string> Of(GraphProto graph)
    {
        var known = graph.Initializer.Select(tensor => tensor.Name)
            .Concat(graph.SparseInitializer.Select(tensor => tensor.Values?.Name ?? ""))
            .Append("").ToHashSet();
        foreach (var node in graph.Node.Where(node => !IsRandom(node)))
        {
            if (node.Input.Concat(SubgraphCaptures.Of(node)).All(known.Contains))
                known.UnionWith(node.Output);
        }

        return known;
    }

    /// <summary>True for an operator that draws.</summary>
    public static bool IsRandom(NodeProto node) =>
        node.OpType.StartsWith("Random", StringComparison.Ordinal) || node.OpType is "Bernoulli" or "Multinomial";
}
