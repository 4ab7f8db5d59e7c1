using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Gradients.Lowering;

/// <summary>If nodes that always take the same branch, as exporters write for questions about shapes that they
/// could have answered.</summary>
internal static class FixedBranches
{
    /// <summary>The model with the branch in the place of each If whose condition is the same whatever it is fed; names of values stay. The
    /// other branch, which often cannot run, is gone.</summary>
    /// <param name="model">The model.</param>
    /// <param name="facts">Values of one run of it.</param>
    public static OnnxModel Inline(OnnxModel model, ShapeFacts facts)
    {
        if (!model.Graph.Node.Any(IsIf))
            return model;
        var unique = BodyNames.MakeUnique(model);
        var graph = (TopologicalOrder.Sort(unique.Graph) ?? unique.Graph).Clone();
        var known = FixedValues.Of(graph);
        var index = new GraphIndex(graph);
        var nodes = graph.Node.ToArray();
        graph.Node.Clear();
        foreach (var node in nodes)
            Write(node);
        return unique.WithGraph(graph);

        void Write(NodeProto node)
        {
            if (!IsIf(node) || Condition(node.Input[0]) is not { } holds)
            {
                graph.Node.Add(node);
                return;
            }

            var branch = node.Attribute.Single(attribute => attribute.Name == (holds ? "then_branch" : "else_branch")).G;
            graph.Initializer.AddRange(branch.Initializer);
            graph.SparseInitializer.AddRange(branch.SparseInitializer);
            foreach (var inner in branch.Node)
                Write(inner);
            foreach (var (made, name) in branch.Output.Select(output => output.Name).Zip(node.Output).Where(pair => pair.Second.Length > 0))
                graph.Node.Add(new NodeProto { OpType = "Identity", Name = name, Input = { made }, Output = { name } });
        }

        bool? Condition(string name) =>
            index.Constant(name) is { } constant ? unique.Read(constant).ToInt64s()[0] != 0
            : known.Contains(name) && facts.Find(name) is { Integers: { Count: 1 } integers } ? integers[0] != 0
            : null;
    }

    private static bool IsIf(NodeProto node) => node.OpType == "If" && OnnxDomains.IsDefault(node.Domain);
}
