using PruneBuild.Onnx.Building;
using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Proto;
using PruneBuild.Onnx.Upgrading;

namespace PruneBuild.Onnx.Gradients.Lowering;

/// <summary>The same model in operators that have gradients.</summary>
public static class DifferentiableForm
{
    /// <summary>The model at opset 18 or later, in single precision where it was in half, with fused operators taken apart and branches
    /// that are always taken in place of their If. Names of values stay.</summary>
    /// <param name="model">The model, opset 11 or later.</param>
    /// <param name="facts">Types and shapes of its values from one run.</param>
    /// <exception cref="ArgumentException">Its opset is older than 11.</exception>
    /// <remarks>New values are not in the facts: probe the result before its gradients are taken.</remarks>
    public static OnnxModel Of(OnnxModel model, ShapeFacts facts)
    {
        var upgraded = SinglePrecision.Of(FixedBranches.Inline(OpsetUpgrade.Apply(model), facts));
        if (!TakesApart(upgraded))
            return upgraded;
        var index = GraphIndex.Deep(upgraded.Graph);
        var parts = new Parts(
            new UniqueNames(upgraded.Graph), upgraded.Opset(), facts,
            name => index.Constant(name) is { } tensor ? upgraded.Read(tensor) : null);
        return upgraded.WithGraph(parts.Of(upgraded.Graph));
    }

    /// <summary>True when operators of the model stand for several, so that its shapes must be known.</summary>
    public static bool TakesApart(OnnxModel model) =>
        GraphTree.Nodes(model.Graph).Any(node => FusedOperators.Find(node) is not null);

    /// <summary>True when the model computes in half precision, so that its form takes and gives floats where it
    /// takes and gives halves.</summary>
    public static bool Widens(OnnxModel model) => SinglePrecision.IsNeeded(model);

    /// <summary>The model with every half a float, and nothing else of another form; the model itself when it has no halves.</summary>
    public static OnnxModel Widened(OnnxModel model) => SinglePrecision.Of(model);

    /// <summary>Takes graphs apart.</summary>
    /// <param name="Names">Names that are free.</param>
    /// <param name="Opset">Version of the standard operators.</param>
    /// <param name="Facts">Types and shapes of values, those of bodies too.</param>
    /// <param name="Constants">Elements of constants by name.</param>
    private sealed record Parts(UniqueNames Names, long Opset, ShapeFacts Facts, Func<string, Tensor?> Constants)
    {
        /// <summary>A graph, or a body, with its fused operators in parts, and those of its bodies.</summary>
        public GraphProto Of(GraphProto graph)
        {
            var apart = graph.Clone();
            apart.Node.Clear();
            var writer = new NodeWriter(apart, Opset, Names.NextPrefix("prunebuild.parts"));
            foreach (var node in TopologicalOrder.Sort(graph)?.Node ?? graph.Node)
            {
                if (SubgraphCaptures.Bodies(node).Any())
                    apart.Node.Add(WithBodies(node));
                else if (FusedOperators.Find(node) is not { } takeApart
                    || !writer.Try(() => takeApart(new FusedNode(node, writer, Facts, Constants))))
                    apart.Node.Add(node);
            }

            return apart;
        }

        private NodeProto WithBodies(NodeProto node)
        {
            var own = node.Clone();
            foreach (var attribute in own.Attribute.Where(attribute => attribute.G is not null))
                attribute.G = Of(attribute.G);
            return own;
        }
    }
}
