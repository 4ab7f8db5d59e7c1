using PruneBuild.Onnx.Building;
using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Proto;
using PruneBuild.Onnx.Upgrading;

namespace PruneBuild.Onnx.Gradients.Lowering;

/// <summary>The same model in operators that have gradients.</summary>
public static class DifferentiableForm
{
    /// <summary>The model at opset 18 or later, in single precision where it was in half, with fused operators taken apart and branches that are
    /// always taken in place of their If. Names of values stay.</summary>
    /// <param name="model">The model, opset 11 or later.</param>
    /// <param name="facts">Types and shapes of its values from one run.</param>
    /// <exception cref="ArgumentException">Its opset is older than 11.</exception>
    /// <remarks>New values are not in the facts: probe the result before its gradients are taken.</remarks>
    public static OnnxModel Of(OnnxModel model, ShapeFacts facts)
    {
        var upgraded = SinglePrecision.Of(FixedBranches.Inline(OpsetUpgrade.Apply(model), facts));
        var nodes = TopologicalOrder.Sort(upgraded.Graph)?.Node ?? upgraded.Graph.Node;
        if (!nodes.Any(node => FusedOperators.Find(node) is not null))
            return upgraded;
        var graph = upgraded.Graph.Clone();
        graph.Node.Clear();
        var writer = new NodeWriter(graph, upgraded.Opset(), new UniqueNames(upgraded.Graph).NextPrefix("prunebuild.parts"));
        var index = new GraphIndex(upgraded.Graph);
        foreach (var node in nodes)
            Write(node, graph, new FusedNode(node, writer, facts, name => index.Constant(name) is { } tensor ? upgraded.Read(tensor) : null));
        return upgraded.WithGraph(graph);
    }

    /// <summary>True when operators of the model stand for several, so that its shapes must be known.</summary>
    public static bool TakesApart(OnnxModel model) => model.Graph.Node.Any(node => FusedOperators.Find(node) is not null);

    /// <summary>True when the model computes in half precision, so that its form takes and gives floats where it takes and gives halves.</summary>
    public static bool Widens(OnnxModel model) => SinglePrecision.IsNeeded(model);

    private static void Write(NodeProto node, GraphProto graph, FusedNode parts)
    {
        if (FusedOperators.Find(node) is not { } takeApart || !takeApart(parts))
            graph.Node.Add(node);
    }
}
