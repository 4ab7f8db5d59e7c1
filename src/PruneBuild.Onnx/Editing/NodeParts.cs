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

    /// <summary>The model with those nodes fused that a model before it had fused.</summary>
    /// <param name="model">The model.</param>
    /// <param name="before">The model that was taken apart.</param>
    /// <param name="isFused">Which of its nodes have parts.</param>
    /// <param name="fuse">The fused node, by the last part, what it was before, and what else there is; null to leave the parts. Parts
    /// before the last are noted as gone.</param>
    public static OnnxModel Again(
        OnnxModel model, OnnxModel before, Func<NodeProto, bool> isFused, Func<NodeProto, NodeProto, Refusion, NodeProto?> fuse)
    {
        var fused = before.Graph.Node.Where(isFused).ToDictionary(node => node.Output[0]);
        if (fused.Count == 0)
            return model;
        var whole = new Dictionary<NodeProto, NodeProto>(ReferenceEqualityComparer.Instance);
        var parts = new Refusion(
            new(model.Graph), new(model.Graph.Node, ReferenceEqualityComparer.Instance), new(ReferenceEqualityComparer.Instance));
        foreach (var node in model.Graph.Node)
        {
            parts.Behind.Remove(node);
            if (node.Output.Count > 0 && fused.GetValueOrDefault(node.Output[0]) is { } form && fuse(node, form, parts) is { } one)
                whole[node] = one;
        }

        return WithNodes(model, node => parts.Gone.Contains(node) ? [] : [whole.GetValueOrDefault(node, node)]);
    }

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

/// <summary>A graph whose parts are being fused.</summary>
/// <param name="Index">Of the graph with all parts.</param>
/// <param name="Behind">Nodes behind the last part, by reference.</param>
/// <param name="Gone">Parts that are fused, but for the last of each, by reference.</param>
internal sealed record Refusion(GraphIndex Index, HashSet<NodeProto> Behind, HashSet<NodeProto> Gone);
