using PruneBuild.Numerics.Matrices;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Building;
using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Proto;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Methods.SliceGpt;

/// <summary>
/// A pre-norm model in which each position of the residual stream has a basis of its own: normalisations divide by the length of a row and
/// do nothing else, gains and shifts have gone into the matrices behind them, and where the stream goes on from one position to the next it
/// passes a square matrix, the identity as yet.
/// </summary>
/// <param name="Model">The model in that form.</param>
/// <param name="Positions">The values of the stream that have a basis, in the order of their computation.</param>
/// <param name="Centres">True where normalisations subtract the mean: the form then is right only once the stream has none, which the first
/// change of basis sees to.</param>
/// <param name="Turning">First outputs of the nodes with a constant that must turn along with the stream,
/// and the constant's place among their inputs.</param>
public sealed record RotatableForm(OnnxModel Model, ValueList<string> Positions, bool Centres, ValueList<(string Node, int Input)> Turning)
{
    /// <summary>The form of a model; or what no rotation passes.</summary>
    /// <param name="model">The model; its nodes in topological order.</param>
    /// <param name="facts">Types and shapes of its values.</param>
    public static (RotatableForm? Form, StreamObstacle? Obstacle) Of(OnnxModel model, ShapeFacts facts)
    {
        var (streams, obstacle) = StreamSearch.Run(model, facts);
        return streams is null ? (null, obstacle) : (Rewritten(model, streams, facts), null);
    }

    /// <summary>The groups that the positions' widths are in the form, in the order of their first positions; or why one is none.</summary>
    /// <param name="structure">What dimension inference finds in the form.</param>
    public (IReadOnlyList<StreamGroup>? Groups, StreamObstacle? Obstacle) GroupsIn(ModelStructure structure)
    {
        var places = Positions.Select(position => (
            Position: position,
            Group: structure.Groups.FirstOrDefault(group => group.Consumers.Any(consumer => consumer.Tap == position)))).ToArray();
        if (places.FirstOrDefault(place => place.Group is null) is { Position: { } pinned })
            return (null, new StreamObstacle(pinned, "its width cannot change: 'dotnet prune inspect' says what else depends on it"));
        var groups = places.GroupBy(place => place.Group!.Id)
            .Select(same => new StreamGroup(same.First().Group!, same.Select(place => place.Position).ToValueList())).ToArray();
        var slices = groups.SelectMany(group => group.Group.Slices.Select(slice => (Slice: slice, group.Group.Units))).ToArray();
        if (slices.Select(pair => (Node: pair.Slice.Tensor, IsWhole: pair.Slice.Pattern.Equals(AxisPattern.Whole(pair.Units))))
            .FirstOrDefault(pair => !pair.IsWhole) is { Node: { } part })
            return (null, new StreamObstacle(part, "it holds the width of the stream together with other numbers"));
        var turned = slices.Select(pair => (pair.Slice.Node, pair.Slice.Input)).ToHashSet();
        return Turning.Where(use => !turned.Contains(use)).Select(use => use.Node).FirstOrDefault() is { } left
            ? (null, new StreamObstacle(left, "its constant does not have the width of the stream"))
            : (groups, null);
    }

    private static RotatableForm Rewritten(OnnxModel model, ResidualStreams streams, ShapeFacts facts)
    {
        var proto = model.Proto.Clone();
        // Nodes are found again in the copy by what they put out.
        var nodes = proto.Graph.Node.ToDictionary(node => node.Output.First(output => output.Length > 0));
        foreach (var (node, input) in streams.Writers)
            Untie(model, proto.Graph, nodes[node.Output[0]], input);
        foreach (var (norm, readers) in streams.Norms.Zip(streams.Readers))
        {
            foreach (var reader in readers)
                Absorb(model, proto.Graph, nodes[reader.Output[0]], norm);
        }

        foreach (var norm in streams.Norms)
            Replace(proto.Graph, model.Opset(), norm, nodes[norm.Last.Output[0]], facts.Find(norm.Input)!.Shape[^1]);
        foreach (var position in streams.Positions)
            Connect(proto.Graph, position, streams, (int)facts.Find(position)!.Shape[^1]);
        // A bias may have been put behind a node under the name of its output.
        var index = new GraphIndex(proto.Graph);
        var turning = streams.Writers.Concat(streams.Readers.SelectMany(readers => readers).Select(reader => (Node: reader, Input: 1)))
            .Select(use => WeightCarrier.Of(model, index, nodes[use.Node.Output[0]], use.Input)!)
            .Select(weight => (weight.Reader.Output[0], weight.Input)).Distinct();
        return new RotatableForm(
            model.With(proto).WithGraph(GraphEdits.RemoveDead(proto.Graph)), streams.Positions, streams.Centres, turning.ToValueList());
    }

    /// <summary>Gives a node that writes the stream a constant of its own, as two readers of one need it in two bases.</summary>
    private static void Untie(OnnxModel model, GraphProto graph, NodeProto node, int input)
    {
        var index = new GraphIndex(graph);
        var carrier = WeightCarrier.Of(model, index, node, input)!;
        if (index.Uses(carrier.Tensor).Count > 1)
            GraphPatch.SetConstant(graph, carrier.Reader, carrier.Input, model.Read(index.Constant(carrier.Tensor)!));
    }

    /// <summary>(n·g + b)W = n·(diag(g)W) + bW.</summary>
    private static void Absorb(OnnxModel model, GraphProto graph, NodeProto reader, StreamNorm norm)
    {
        Untie(model, graph, reader, 1);
        var index = new GraphIndex(graph);
        var carrier = WeightCarrier.Of(model, index, reader, 1)!;
        var read = carrier.Read(model, index);
        var (values, columns) = (read.ToFloats(), (int)read.Shape[1]);
        var transposed = reader.OpType == "Gemm" && reader.Integer("transB", 0) == 1;
        var change = new double[transposed ? read.Shape[0] : columns];
        for (var at = 0; at < values.Length; at++)
        {
            var (feature, output) = transposed ? (at % columns, at / columns) : (at / columns, at % columns);
            change[output] += (double)values[at] * (norm.Shift?[feature] ?? 0);
            values[at] *= norm.Gain?[feature] ?? 1;
        }

        carrier.Write(model, graph, index, values, read.Shape);
        if (norm.Shift is null)
            return;
        var alpha = reader.Number("alpha", 1);
        BiasEditor.Shift(model, graph, reader, Array.ConvertAll(change, value => value * alpha));
    }

    /// <summary>x/√(Σx²/width + ε): the width is that of the original however many features are left.</summary>
    private static void Replace(GraphProto graph, long opset, StreamNorm norm, NodeProto last, long width)
    {
        var part = new GraphProto();
        var writer = new NodeWriter(part, opset, new UniqueNames(graph).NextPrefix($"{norm.Output}_rms"));
        var x = new GraphValue(writer, norm.Input, ElementType.Float);
        var energy = opset >= 18
            ? x.Apply("ReduceSumSquare", x.Integers(-1))
            : x.Apply("ReduceSumSquare", NodeWriter.Attribute("axes", [-1L]));
        _ = x / ((energy * (1.0 / width)) + norm.Epsilon).Apply("Sqrt");
        part.Node[^1].Output[0] = norm.Output;
        var at = graph.Node.IndexOf(last);
        graph.Node.RemoveAt(at);
        foreach (var node in part.Node.Reverse())
            graph.Node.Insert(at, node);
        graph.Initializer.AddRange(part.Initializer);
    }

    /// <summary>The stream's own nodes read a position through a matrix.</summary>
    private static void Connect(GraphProto graph, string position, ResidualStreams streams, int width)
    {
        var carriers = streams.Carriers.Select(node => node.Output[0]).ToHashSet();
        var going = graph.Node
            .Where(node => node.Output.Count > 0 && carriers.Contains(node.Output[0]) && node.Input.Contains(position)).ToArray();
        if (going.Length == 0)
            return;
        var names = new UniqueNames(graph);
        var (matrix, carried) = (names.Next($"{position}_basis"), names.Next($"{position}_carried"));
        var first = graph.Node.IndexOf(going[0]);
        foreach (var node in going)
        {
            for (var input = 0; input < node.Input.Count; input++)
            {
                if (node.Input[input] == position)
                    node.Input[input] = carried;
            }
        }

        graph.Initializer.Add(TensorProtos.Create(matrix, Tensor.Of(Matrix.Identity(width).ToFloats(), width, width)));
        graph.Node.Insert(first, new NodeProto { OpType = "MatMul", Name = carried, Input = { position, matrix }, Output = { carried } });
    }
}
