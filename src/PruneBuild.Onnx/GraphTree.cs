using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx;

/// <summary>A graph and the bodies of its nodes (If, Loop, Scan, BeamSearch), at any depth.</summary>
public static class GraphTree
{
    /// <summary>The graph itself, then its bodies; a body comes before the bodies inside it.</summary>
    public static IEnumerable<GraphProto> Of(GraphProto graph) => Bodies(graph).Prepend(graph);

    /// <summary>The bodies alone.</summary>
    public static IEnumerable<GraphProto> Bodies(GraphProto graph) => graph.Node.SelectMany(SubgraphCaptures.Bodies).SelectMany(Of);

    /// <summary>The nodes of all of them, graph by graph.</summary>
    public static IEnumerable<NodeProto> Nodes(GraphProto graph) => Of(graph).SelectMany(part => part.Node);

    /// <summary>Names that one graph of the tree defines: inputs, initializers and what its nodes put out. A name may repeat.</summary>
    public static IEnumerable<string> Defined(GraphProto graph) =>
        graph.Input.Select(input => input.Name)
            .Concat(graph.Initializer.Select(tensor => tensor.Name))
            .Concat(graph.SparseInitializer.Select(tensor => tensor.Values?.Name ?? ""))
            .Concat(graph.Node.SelectMany(node => node.Output));
}
