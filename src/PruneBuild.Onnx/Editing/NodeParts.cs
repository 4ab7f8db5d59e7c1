using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Editing;

/// <summary>Nodes of a main graph that several stand for, or that stand for several.</summary>
internal static class NodeParts
{
    /// <summary>The model with the parts of each fused node in its place; the model itself when it has none.</summary>
    /// <param name="model">The model.</param>
    /// <param name="isFused">Which nodes have parts.</param>
    /// <param name="parts">The parts, the last of which gives the node's first output; new names come from the second argument.</param>
    public static OnnxModel Apart(
        OnnxModel model, Func<NodeProto, bool> isFused, Func<NodeProto, UniqueNames, IEnumerable<NodeProto>> parts)
    {
        if (!model.Graph.Node.Any(isFused))
            return model;
        var names = new UniqueNames(model.Graph);
        return WithNodes(model, node => isFused(node) ? parts(node, names) : [node]);
    }

    /// <summary>The model with fused nodes in place of the last of their parts.</summary>
    /// <param name="model">The model.</param>
    /// <param name="whole">The fused node of each such part, by reference.</param>
    /// <param name="gone">Parts before the last, by reference.</param>
    public static OnnxModel Fused(OnnxModel model, IReadOnlyDictionary<NodeProto, NodeProto> whole, IReadOnlySet<NodeProto> gone) =>
        WithNodes(model, node => gone.Contains(node) ? [] : [whole.GetValueOrDefault(node, node)]);

    /// <summary>An addition.</summary>
    public static NodeProto Sum(string name, string one, string other, string output) =>
        new() { OpType = "Add", Name = name, Input = { one, other }, Output = { output } };

    private static OnnxModel WithNodes(OnnxModel model, Func<NodeProto, IEnumerable<NodeProto>> nodes)
    {
        var graph = Sharing.Copy(model.Graph);
        Sharing.Replace(graph.Node, model.Graph.Node.SelectMany(nodes));
        return model.WithGraph(graph);
    }
}
