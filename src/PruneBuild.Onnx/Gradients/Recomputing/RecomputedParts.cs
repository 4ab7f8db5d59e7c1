using PruneBuild.Onnx.Building;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Gradients.Recomputing;

/// <summary>Writes the backward part of a graph with forward values made again.</summary>
/// <param name="forward">The forward part.</param>
/// <param name="pieces">Its pieces.</param>
/// <param name="writer">Writes into the graph.</param>
/// <param name="graph">A graph with the forward part's nodes only.</param>
internal sealed class RecomputedParts(ForwardPart forward, Pieces pieces, NodeWriter writer, GraphProto graph)
{
    private readonly Dictionary<string, string> copies = [];
    private readonly Dictionary<(int Piece, string Value), string> waiting = [];
    private readonly Dictionary<int, string> signals = [];

    // Backward nodes by the earliest piece whose values they need: they cannot run before that piece is made again.
    private readonly SortedDictionary<int, List<NodeProto>> stages = [];

    /// <summary>Writes all of it.</summary>
    public void Write()
    {
        Divide();
        foreach (var (piece, nodes) in stages.Reverse())
        {
            foreach (var node in nodes)
                graph.Node.Add(Reading(node, node.Input.Select(input => pieces.IsMadeAgain(input) ? Again(input) : input)));
        }
    }

    private void Divide()
    {
        var stageOf = new Dictionary<string, int>();
        foreach (var node in forward.Others)
        {
            var stage = node.Input.Concat(SubgraphCaptures.Of(node))
                .Select(input => stageOf.TryGetValue(input, out var known) ? known
                    : pieces.IsMadeAgain(input) ? pieces.PieceOf(input)
                    : pieces.Count - 1)
                .DefaultIfEmpty(pieces.Count - 1).Min();
            foreach (var output in node.Output.Where(output => output.Length > 0))
                stageOf[output] = stage;
            if (!stages.TryGetValue(stage, out var nodes))
                stages.Add(stage, nodes = []);
            nodes.Add(node);
        }
    }

    /// <summary>The copy of a value; what it is made of is copied too, within the piece.</summary>
    private string Again(string value)
    {
        if (copies.TryGetValue(value, out var known))
            return known;
        var node = forward.Nodes[forward.Makers[value]];
        var piece = pieces.PieceOf(value);
        string[] inputs = [.. node.Input.Select(input =>
            input.Length == 0 || forward.IsFixed(input) ? input : pieces.IsMadeAgain(input) ? Again(input) : Waiting(piece, input))];
        var copy = Reading(node, inputs);
        copy.Name = writer.NewName(node.OpType);
        for (var i = 0; i < copy.Output.Count; i++)
        {
            if (copy.Output[i].Length > 0)
                copy.Output[i] = copies[node.Output[i]] = writer.NewName("value");
        }

        graph.Node.Add(copy);
        return copies[value];
    }

    /// <summary>A kept value as a piece reads it once the backward part has come so far.</summary>
    private string Waiting(int piece, string value)
    {
        if (waiting.TryGetValue((piece, value), out var known))
            return known;
        var shape = writer.Add("Add", [writer.Add("Shape", [value]), Signal(piece)]);
        return waiting[(piece, value)] = writer.Add("Reshape", [value, shape]);
    }

    /// <summary>An integer zero, [1], that is there when the backward part has passed all pieces behind this one.</summary>
    private string Signal(int piece)
    {
        var behind = stages.Keys.First(stage => stage > piece);
        if (signals.TryGetValue(behind, out var known))
            return known;
        var read = stages[behind].SelectMany(node => node.Input.Concat(SubgraphCaptures.Of(node))).ToHashSet();
        string[] ends =
            [.. stages[behind].Select(node => node.Output.First(output => output.Length > 0)).Where(output => !read.Contains(output))];
        string[] firsts = [.. ends.Select(end => writer.Slice(writer.Reshape(end, -1), 0, 0, 1))
            .Select(first => writer.Add("Cast", [first], NodeWriter.Attribute("to", (int)ElementType.Bool)))];
        var all = writer.Add(
            "Cast", [writer.Add("Concat", firsts, NodeWriter.Attribute("axis", 0))], NodeWriter.Attribute("to", (int)ElementType.Int64));
        return signals[behind] = writer.Add(
            "ReduceSum", [writer.Add("Mul", [all, writer.Integers(0)]), writer.Integers(0)], NodeWriter.Attribute("keepdims", 1));
    }

    private static NodeProto Reading(NodeProto node, IEnumerable<string> inputs)
    {
        string[] names = [.. inputs];
        var reading = node.Clone();
        reading.Input.Clear();
        reading.Input.AddRange(names);
        return reading;
    }
}
