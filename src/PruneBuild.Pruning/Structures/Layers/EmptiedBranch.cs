using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Pruning.Structures.Layers;

/// <summary>
/// A group that loses all its units takes its branch along: its consumers have nothing to sum, and what is left of f(x) in x + f(x) is a
/// constant, such as the bias of the last matrix.
/// </summary>
public static class EmptiedBranch
{
    /// <summary>The structure with the ends of every group that may go whole.</summary>
    /// <param name="structure">What dimension inference found.</param>
    /// <param name="model">The model.</param>
    /// <param name="facts">Shapes of its values.</param>
    /// <remarks>A branch ends in sums x + f(x) in which x alone has the sum's shape. Where what a consumer puts out goes
    /// anywhere else (through a nonlinear function of several inputs, to the callers), or other groups share the consumer's
    /// input, one unit has to stay.</remarks>
    public static ModelStructure FindEnds(ModelStructure structure, OnnxModel model, ShapeFacts facts)
    {
        var index = new GraphIndex(model.Graph);
        return structure with
        {
            Groups = structure.Groups.Select(group => group.Kind == StructureKind.Layers || group.Body is not null
                ? group
                : group with
                {
                    Ends = Ends(model, index, facts, group, (node, input) => IsResidual(index, facts, node, input)),
                }).ToValueList(),
        };
    }

    /// <summary>The graph without the branch of a group; constants that it contributed stay, as inputs of the sums.</summary>
    /// <param name="model">Where constants are read from.</param>
    /// <param name="graph">The graph, with all of the group's units cut or not.</param>
    /// <param name="group">A group with ends. Consumers that went with another group count as gone.</param>
    public static GraphProto Remove(OnnxModel model, GraphProto graph, PruneGroup group)
    {
        var index = new GraphIndex(graph);
        var left = group.Consumers.Where(consumer => index.Producer(consumer.Node) is not null).ToArray();
        if (left.Length == 0)
            return graph;
        var ends = Follow(new ConstantFlow(model, index), index, left, (node, input) => End(group, node, input) is not null)
            ?? throw new InvalidOperationException($"Group '{group.Id}' cannot go whole.");
        foreach (var (node, input, constant) in ends)
            graph = Close(graph, End(group, node, input)!, constant);
        return GraphEdits.RemoveDead(graph);
    }

    private static BranchEnd? End(PruneGroup group, NodeProto node, int input) =>
        group.Ends.FirstOrDefault(end => end.Input == input && end.Node == Key(node));

    private static ValueList<BranchEnd> Ends(
        OnnxModel model, GraphIndex index, ShapeFacts facts, PruneGroup group, Func<NodeProto, int, bool> joins)
    {
        var ends = Follow(new ConstantFlow(model, index), index, group.Consumers, joins)?
            .Select(end => new BranchEnd(Key(end.Node), end.Input, facts.Find(Key(end.Node))!.Type)).ToArray();
        // One sum of two constants would lose its shape.
        return ends is not null && ends.DistinctBy(end => end.Node).Count() == ends.Length ? ends.ToValueList() : [];
    }

    /// <summary>Every sum that takes in a constant of the branch; null when the constants go anywhere else.</summary>
    private static List<(NodeProto Node, int Input, Tensor Constant)>? Follow(
        ConstantFlow flow, GraphIndex index, IEnumerable<Consumer> consumers, Func<NodeProto, int, bool> joins)
    {
        var (ends, open) = (new List<(NodeProto, int, Tensor)>(), new Queue<(string Value, Tensor Constant)>());
        foreach (var consumer in consumers)
        {
            if (!IsWhole(consumer.TapPattern) || flow.OfEmptySum(Contraction(index, consumer)) is not { } constant)
                return null;
            open.Enqueue((Key(Contraction(index, consumer)), constant));
        }

        while (open.TryDequeue(out var at))
        {
            foreach (var use in index.Uses(at.Value))
            {
                if (use.Node is not { } reader || use.Input < 0)
                    return null;
                if (joins(reader, use.Input))
                    ends.Add((reader, use.Input, at.Constant));
                else if (flow.Through(reader, use.Input, at.Constant) is { } next)
                    open.Enqueue((Key(reader), next));
                else
                    return null;
            }
        }

        return ends;
    }

    /// <summary>The node that sums; a refit may have put an addition with the node's name behind it.</summary>
    private static NodeProto Contraction(GraphIndex index, Consumer consumer) =>
        index.Producer(consumer.Node) is { OpType: "Add" } shift ? index.Producer(shift.Input[0])! : index.Producer(consumer.Node)!;

    private static bool IsWhole(AxisPattern pattern) =>
        pattern.Repeats.Aggregate((long)pattern.Units * pattern.UnitWidth, (count, repeat) => count * repeat.Count) == pattern.AxisSize;

    /// <summary>x + f(x), where x has the sum's shape by itself.</summary>
    private static bool IsResidual(GraphIndex index, ShapeFacts facts, NodeProto node, int input)
    {
        if (node.OpType != "Add")
            return false;
        var other = node.Input[1 - input];
        return index.Constant(other) is null
            && facts.Find(other) is { } x
            && facts.Find(node.Output[0]) is { } sum
            && x.Shape.Equals(sum.Shape)
            && index.DependsOn(node.Input[input], other);
    }

    /// <summary>Zeros leave the sum's other summand in its place; other constants become an initializer.</summary>
    private static GraphProto Close(GraphProto graph, BranchEnd end, Tensor constant)
    {
        var sum = new GraphIndex(graph).Producer(end.Node)!;
        if (ConstantFlow.IsZero(constant) && graph.Output.All(output => output.Name != end.Node))
            return GraphEdits.Redirect(graph, end.Node, sum.Input[1 - end.Input]);
        var name = new UniqueNames(graph).Next($"{sum.Input[end.Input]}_constant");
        var tensor = Tensor.OfFloats(end.Type, constant.ToFloats(), constant.Shape.Span);
        return GraphEdits.Add(GraphEdits.RenameInput(graph, sum, end.Input, name), [], [TensorProtos.Create(name, tensor)], []);
    }

    private static string Key(NodeProto node) => node.Output.First(output => output.Length > 0);
}
