using PruneBuild.Onnx.Proto;

namespace PruneBuild.Pruning.Rewriting;

/// <summary>Nodes by their identity, the first output that has a name.</summary>
internal static class NodesByKey
{
    public static Dictionary<string, NodeProto> Of(GraphProto graph) =>
        graph.Node.Where(node => node.Output.Any(output => output.Length > 0))
            .ToDictionary(node => node.Output.First(output => output.Length > 0));
}
