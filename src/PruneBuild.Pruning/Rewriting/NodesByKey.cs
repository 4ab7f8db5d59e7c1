using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Pruning.Rewriting;

/// <summary>Nodes by their identity, the first output that has a name.</summary>
internal static class NodesByKey
{
    /// <summary>The nodes of a graph and of its bodies; of several that claim one name (some exporters repeat a
    /// Constant node) the first.</summary>
    public static Dictionary<string, NodeProto> Of(GraphProto graph)
    {
        var nodes = new Dictionary<string, NodeProto>();
        foreach (var node in GraphTree.Nodes(graph))
        {
            if (node.Output.FirstOrDefault(output => output.Length > 0) is { } key)
                nodes.TryAdd(key, node);
        }

        return nodes;
    }
}
