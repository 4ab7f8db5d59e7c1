using PruneBuild.Onnx.Building;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Editing;

/// <summary>
/// Where a model reads one position of a value only, as a classifier reads its first token, only that position is computed from there back
/// to where positions mix: Gather(f(x)) = f(Gather(x)) for every f that treats positions alike. What nothing depends on is then neither run
/// nor differentiated; to gradients it would add products with zero.
/// </summary>
public sealed class SinglePositions
{
    private readonly OnnxModel model;
    private readonly GraphProto graph;
    private readonly GraphIndex index;
    private readonly NodeWriter writer;
    private readonly IReadOnlySet<string> kept;
    private readonly Dictionary<string, ValueFact> facts;
    private readonly HashSet<string> whole;
    private readonly Dictionary<string, HashSet<PickedPosition>> read = [];
    private readonly Dictionary<(string Value, PickedPosition Picked), string> twins = [];

    private SinglePositions(OnnxModel model, ShapeFacts facts, IReadOnlyCollection<string> results, IReadOnlySet<string> kept)
    {
        (this.model, this.kept, this.facts) = (model, kept, facts.Values.ToDictionary());
        index = new GraphIndex(model.Graph);
        graph = model.Graph.Clone();
        writer = new NodeWriter(graph, model.Opset(), new UniqueNames(model.Graph).NextPrefix("prunebuild.positions"));
        whole = Whole(results);
    }

    /// <summary>True when a node of the model picks one element of an axis, which may be a position.</summary>
    public static bool ArePicked(OnnxModel model) => new GraphIndex(model.Graph) is var index && model.Graph.Node.Any(
        node => node.OpType == "Gather" && index.Constant(node.Input[0]) is null && index.Constant(node.Input[1]) is { Dims.Count: < 2 });

    /// <summary>The same results, by way of single positions. What they no longer need is still there.</summary>
    /// <param name="model">The model.</param>
    /// <param name="facts">Types and shapes of its values from one run of more than one position.</param>
    /// <param name="results">The values that count, such as a loss or the outputs; others need not be at single positions only.</param>
    /// <param name="kept">Values that positions are taken of as they are; null for none.</param>
    /// <returns>The model, its nodes sorted, and the facts of its values; and the names that a value has at single positions,
    /// its axes kept.</returns>
    /// <exception cref="ArgumentException">The graph has a cycle.</exception>
    public static (OnnxModel Model, ShapeFacts Facts, ILookup<string, string> Twins) Apply(
        OnnxModel model, ShapeFacts facts, IReadOnlyCollection<string> results, IReadOnlyCollection<string>? kept = null)
    {
        if (TopologicalOrder.Sort(model.Graph) is not { } sorted)
            throw new ArgumentException("The graph has a cycle.", nameof(model));
        var positions = new SinglePositions(model.WithGraph(sorted), facts, results, (kept ?? []).ToHashSet());
        foreach (var node in sorted.Node)
            positions.Narrow(node);
        var twins = positions.twins.ToLookup(pair => pair.Key.Value, pair => pair.Value);
        if (twins.Count == 0)
            return (model, facts, twins);
        positions.StateConstants();
        return (model.WithGraph(TopologicalOrder.Sort(positions.graph)!), new ShapeFacts(positions.facts), twins);
    }

    /// <summary>The values that are needed at one position only, with the axis of positions and the place on it;
    /// a negative place counts from the end.</summary>
    /// <param name="model">The model.</param>
    /// <param name="facts">Types and shapes of its values from one run of more than one position.</param>
    /// <param name="results">The values that count.</param>
    /// <exception cref="ArgumentException">The graph has a cycle.</exception>
    public static IReadOnlyDictionary<string, (int Axis, long Position)> Only(
        OnnxModel model, ShapeFacts facts, IReadOnlyCollection<string> results)
    {
        if (TopologicalOrder.Sort(model.Graph) is not { } sorted)
            throw new ArgumentException("The graph has a cycle.", nameof(model));
        var positions = new SinglePositions(model.WithGraph(sorted), facts, results, new HashSet<string>());
        return positions.read.Where(pair => pair.Value.Count == 1
            && !positions.whole.Contains(pair.Key)
            && facts.Find(pair.Key) is { } fact
            && fact.Shape.Count >= pair.Value.Single().AxisFromEnd)
            .ToDictionary(
                pair => pair.Key,
                pair => (facts.Find(pair.Key)!.Shape.Count - pair.Value.Single().AxisFromEnd, pair.Value.Single().Position));
    }

    /// <summary>Values that are needed at all positions: from the results backwards, what is read by a node that mixes positions,
    /// or that is needed whole itself.</summary>
    private HashSet<string> Whole(IReadOnlyCollection<string> results)
    {
        var (needed, picked) = (results.ToHashSet(), read);
        foreach (var node in model.Graph.Node.Reverse()
            .Where(node => node.Output.Any(output => needed.Contains(output) || picked.ContainsKey(output))))
        {
            var reads = Reads(node, node.Output.Any(needed.Contains) ? null : picked.GetValueOrDefault(node.Output[0]));
            needed.UnionWith(
                reads is null ? node.Input.Concat(SubgraphCaptures.Of(node)) : node.Input.Except(reads.Select(read => read.Value)));
            foreach (var (value, position) in reads ?? [])
            {
                picked.TryAdd(value, []);
                picked[value].Add(position);
            }
        }

        return needed;
    }

    /// <summary>The single positions at which a node reads its inputs; null when it reads them whole.</summary>
    private IReadOnlyList<(string Value, PickedPosition Picked)>? Reads(NodeProto node, IReadOnlySet<PickedPosition>? positions)
    {
        if (Picked(node) is { } own)
            return [(node.Input[0], own)];
        var reads = kept.Contains(node.Output[0]) ? null : positions?.Select(position => Inputs(node, position)).ToArray();
        return reads is null || reads.Any(read => read is null) ? null
            : [.. reads.SelectMany(
                read => read!.Where(input => node.Input[input.Key].Length > 0).Select(input => (node.Input[input.Key], input.Value)))];
    }

    /// <summary>Has a node that picks one position pick it as early as it can.</summary>
    private void Narrow(NodeProto node)
    {
        if (Picked(node) is not { } picked || Through(node.Input[0], picked) is null)
            return;
        var axis = facts[node.Input[0]].Shape.Count - picked.AxisFromEnd;
        var narrow = At(node.Input[0], picked);
        var keepsAxis = facts[node.Output[0]].Shape.Count == facts[node.Input[0]].Shape.Count;
        graph.Node[model.Graph.Node.IndexOf(node)] = keepsAxis
            ? new NodeProto { Name = node.Name, OpType = "Identity", Input = { narrow }, Output = { node.Output } }
            : new NodeProto
            {
                Name = node.Name, OpType = "Gather", Input = { narrow, writer.Constant(Tensor.Scalar(ElementType.Int64, 0L)) },
                Output = { node.Output },
                Attribute = { NodeWriter.Attribute("axis", axis) },
            };
    }

    /// <summary>The position that a node picks of its first input; null for other nodes.</summary>
    private PickedPosition? Picked(NodeProto node)
    {
        if (node.OpType != "Gather" || !OnnxDomains.IsDefault(node.Domain) || Shape(node.Output[0]) is null
            || facts.GetValueOrDefault(node.Input[0]) is not { Type: ElementType.Float } read)
            return null;
        var axis = (int)node.Integer("axis", 0);
        axis += axis < 0 ? read.Shape.Count : 0;
        // The first axis tells records apart, the last features.
        return axis > 0 && axis < read.Shape.Count - 1 && read.Shape[axis] > 1
            && index.Constant(node.Input[1]) is { Dims.Count: < 2 } constant && model.Read(constant) is { Count: 1 } position
            ? new PickedPosition(read.Shape.Count - axis, position.ToInt64s()[0])
            : null;
    }

    /// <summary>A value at one position, the axis kept.</summary>
    private string At(string value, PickedPosition picked)
    {
        var fact = facts[value];
        var axis = fact.Shape.Count - picked.AxisFromEnd;
        // What is repeated along the axis is the same everywhere.
        if (axis < 0 || fact.Shape[axis] == 1)
            return value;
        if (twins.TryGetValue((value, picked), out var known))
            return known;
        var inputs = Through(value, picked);
        var twin = inputs is null
            ? writer.Add("Gather", [value, writer.Integers(picked.Position)], NodeWriter.Attribute("axis", axis))
            : Twin(index.Producer(value)!, inputs, axis);
        facts[twin] = fact with { Shape = [.. fact.Shape.Select((size, i) => i == axis ? 1 : size)], Integers = null };
        if (inputs is not null)
            twins.Add((value, picked), twin);
        return twin;
    }

    private string Twin(NodeProto node, Dictionary<int, PickedPosition> inputs, int axis)
    {
        var twin = node.Clone();
        twin.Name = writer.NewName(node.OpType);
        foreach (var (input, picked) in inputs.Where(input => node.Input[input.Key].Length > 0))
            twin.Input[input] = At(node.Input[input], picked);
        if (node.OpType == "Reshape")
            twin.Input[1] = WithOne(node.Input[1], axis);
        twin.Output.Clear();
        twin.Output.Add(twin.Name);
        graph.Node.Add(twin);
        return twin.Name;
    }

    /// <summary>The sizes of a reshape but for the axis, which has one.</summary>
    private string WithOne(string sizes, int axis) => Integers(sizes) is { } constant
        // What is copied or inferred is one already.
        ? constant[axis] <= 0 ? sizes : writer.Integers([.. constant.Select((size, i) => i == axis ? 1 : size)])
        : writer.Add(
            "Concat", [writer.Slice(sizes, 0, 0, axis), writer.Integers(1), writer.Slice(sizes, 0, axis + 1, long.MaxValue)],
            NodeWriter.Attribute("axis", 0));

    /// <summary>The inputs that a value follows position by position; null when it has to be taken as it is.</summary>
    private Dictionary<int, PickedPosition>? Through(string value, PickedPosition picked) =>
        whole.Contains(value) || kept.Contains(value) || index.Producer(value) is not { } producer || producer.Output[0] != value
            ? null
            : Inputs(producer, picked);

    private Dictionary<int, PickedPosition>? Inputs(NodeProto node, PickedPosition picked) => PositionWise
        .Inputs(node, picked.AxisFromEnd, writer.Opset, Shape, Integers)
        ?.ToDictionary(input => input.Key, input => picked with { AxisFromEnd = input.Value });

    private void StateConstants()
    {
        foreach (var written in graph.Initializer.Skip(model.Graph.Initializer.Count))
            facts[written.Name] = new ValueFact(ElementType.Int64, [.. written.Dims], [.. model.Read(written).ToInt64s()]);
    }

    private long[]? Integers(string value) =>
        index.Constant(value) is { } constant && model.Read(constant) is { Type: ElementType.Int64 } tensor ? tensor.ToInt64s() : null;

    private ValueList<long>? Shape(string value) => facts.GetValueOrDefault(value)?.Shape;

    /// <summary>One position of an axis, counted from a value's last.</summary>
    private sealed record PickedPosition(int AxisFromEnd, long Position);
}
