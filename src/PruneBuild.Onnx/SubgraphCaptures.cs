using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx;

/// <summary>What the bodies of a node (If, Loop, Scan, BeamSearch) read from the graph around the node.</summary>
public static class SubgraphCaptures
{
    /// <summary>The subgraphs of a node, in attribute order.</summary>
    public static IEnumerable<GraphProto> Bodies(NodeProto node) =>
        node.Attribute.SelectMany(attribute => attribute.G is { } body ? attribute.Graphs.Prepend(body) : attribute.Graphs);

    /// <summary>Names that the bodies of a node use and do not define, each once, in order of first use. Nested bodies count.</summary>
    public static IReadOnlyList<string> Of(NodeProto node) => [.. Bodies(node).SelectMany(Of).Distinct()];

    /// <summary>Names that a body uses and does not define, in order of use; a name may repeat.</summary>
    public static IEnumerable<string> Of(GraphProto body)
    {
        var own = GraphTree.Defined(body).ToHashSet();
        return body.Node.SelectMany(node => node.Input.Concat(Of(node)))
            .Concat(body.Output.Select(output => output.Name))
            .Where(name => name.Length > 0 && !own.Contains(name));
    }
}
