using PruneBuild.Onnx.Proto;

namespace PruneBuild.Pruning.Structures.Inference;

/// <summary>Names that the subgraphs of a node read, at any depth; a superset of what they capture from outside.</summary>
internal static class CapturedValues
{
    public static IEnumerable<string> Of(NodeProto node) =>
        node.Attribute.SelectMany(attribute => attribute.G is { } graph ? [graph, .. attribute.Graphs] : attribute.Graphs.AsEnumerable())
            .SelectMany(
                graph => graph.Node.SelectMany(inner => inner.Input.Concat(Of(inner))).Concat(graph.Output.Select(output => output.Name)))
            .Distinct();
}
