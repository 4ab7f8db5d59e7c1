using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Pruning.Masks;

/// <summary>Weights that are measured together and then masked together: the blocks of a network, found in its graph.</summary>
/// <remarks>
/// A graph falls into pieces where a single value carries all that later nodes need of the data (masks, position tables and sizes do not
/// count: they depend on no weight). A weight that several nodes multiply by keeps all between them in one piece. A piece with attention
/// and the piece after it make one transformer block, as in the published pipelines, which measure a whole block while it is dense; any
/// other piece is a block of its own.
/// </remarks>
public static class WeightBlocks
{
    private static readonly HashSet<string> Attentions = ["Softmax", "Attention", "MultiHeadAttention", "GroupQueryAttention"];

    private static readonly HashSet<string> Quantisers =
        ["QuantizeLinear", "DynamicQuantizeLinear", "QLinearConv", "QLinearMatMul", "ConvInteger", "MatMulInteger"];

    /// <summary>What hands on the elements that it reads, of any type.</summary>
    private static readonly HashSet<string> Movers =
        ["Reshape", "Transpose", "Flatten", "Squeeze", "Unsqueeze", "MaxPool", "Slice", "Gather", "Identity"];

    /// <summary>The weights in blocks, in the order of the graph.</summary>
    public static IReadOnlyList<IReadOnlyList<MaskableWeight>> Of(
        OnnxModel model, ShapeFacts facts, IReadOnlyList<MaskableWeight> weights) =>
        [.. Merged(Pieces(model, facts, weights)).Select(block => block.Weights)];

    /// <summary>The blocks with the value that each hands on; the last may hand on several.</summary>
    public static IReadOnlyList<WeightBlock> WithOutputs(OnnxModel model, ShapeFacts facts, IReadOnlyList<MaskableWeight> weights) =>
        [.. Merged(Pieces(model, facts, weights)).Select(block => new WeightBlock([.. block.Weights], [.. block.Outputs]))];

    private static IEnumerable<Piece> Merged(List<Piece> pieces)
    {
        for (var i = 0; i < pieces.Count; i++)
        {
            var joins = pieces[i].HasAttention && i + 1 < pieces.Count && !pieces[i + 1].HasAttention;
            yield return joins ? pieces[i + 1] with { Weights = [.. pieces[i].Weights, .. pieces[i + 1].Weights] } : pieces[i];
            i += joins ? 1 : 0;
        }
    }

    private static List<Piece> Pieces(OnnxModel model, ShapeFacts facts, IReadOnlyList<MaskableWeight> weights)
    {
        if (weights.Count == 0)
            return [];
        var index = new GraphIndex(model.Graph);
        var nodes = TopologicalOrder.Of(model.Graph) ?? model.Graph.Node;
        var position = Positions(nodes);
        var byNode = weights.ToLookup(weight => weight.Node);
        var last = weights.ToDictionary(weight => weight, weight => weight.Nodes.Max(node => position[node]));
        var stream = Stream(index, nodes, facts, weights);
        var (live, pieces, current, attention) = (new Dictionary<string, int>(), new List<Piece>(), new List<MaskableWeight>(), false);
        foreach (var value in stream.Where(value => !position.ContainsKey(value)))
            live[value] = LastUse(index, position, value);
        for (var i = 0; i < nodes.Count; i++)
        {
            current.AddRange(nodes[i].Output.SelectMany(output => byNode[output]));
            attention |= current.Count > 0 && Attentions.Contains(nodes[i].OpType) && nodes[i].Input.Any(stream.Contains);
            foreach (var output in nodes[i].Output.Where(stream.Contains))
                live[output] = LastUse(index, position, output);
            foreach (var dead in live.Where(pair => pair.Value <= i).Select(pair => pair.Key).ToArray())
                live.Remove(dead);
            if (live.Count > 1 || current.Count == 0 || current.Any(weight => last[weight] > i) || live.Keys
                .Any(value => !IsFloat(facts, value)))
                continue;
            pieces.Add(new Piece([.. current], attention, [live.Keys.SingleOrDefault() ?? nodes[i].Output[0]]));
            (current, attention) = ([], false);
        }

        if (current.Count > 0)
            pieces.Add(new Piece(current, attention, Answers(model, nodes, live, current)));
        return pieces;
    }

    /// <summary>The model's outputs that follow from these weights.</summary>
    private static string[] Answers(
        OnnxModel model, IReadOnlyList<NodeProto> nodes, Dictionary<string, int> live, IReadOnlyList<MaskableWeight> weights)
    {
        var dependent = Dependent(nodes, weights);
        return [.. model.Graph.Output.Select(output => output.Name)
            .Where(output => live.ContainsKey(output) && dependent.Contains(output))];
    }

    /// <summary>The numbers, quantised ones too, that depend on a weight, and those before the first weight that such values still read:
    /// the residual stream.</summary>
    private static HashSet<string> Stream(
        GraphIndex index, IReadOnlyList<NodeProto> nodes, ShapeFacts facts, IReadOnlyList<MaskableWeight> weights)
    {
        var dependent = Dependent(nodes, weights);
        var first = index.Producer(weights[0].Node)!;
        var before = Ancestors(index, first.Input.Where((_, input) => input != weights[0].Input));
        var read = nodes.Where(node => node.Output.Any(dependent.Contains)).SelectMany(node => node.Input).ToHashSet();
        return [.. dependent.Concat(before.Where(read.Contains)).Where(value => IsFloat(facts, value) || IsQuantised(index, value))];
    }

    private static HashSet<string> Dependent(IReadOnlyList<NodeProto> nodes, IReadOnlyList<MaskableWeight> weights)
    {
        var dependent = weights.SelectMany(weight => weight.Nodes).ToHashSet();
        foreach (var node in nodes.Where(node => node.Input.Any(dependent.Contains)))
            dependent.UnionWith(node.Output.Where(output => output.Length > 0));
        return dependent;
    }

    private static HashSet<string> Ancestors(GraphIndex index, IEnumerable<string> values)
    {
        var found = new HashSet<string>();
        var open = new Stack<string>(values);
        while (open.TryPop(out var value))
        {
            if (value.Length == 0 || index.Constant(value) is not null || !found.Add(value) || index.Producer(value) is not { } node)
                continue;
            foreach (var input in node.Input)
                open.Push(input);
        }

        return found;
    }

    private static bool IsFloat(ShapeFacts facts, string value) =>
        facts.Find(value)?.Type.IsFloat() == true;

    /// <summary>True for what carries numbers as integers; masks, indices and sizes do not.</summary>
    private static bool IsQuantised(GraphIndex index, string value) => index.Producer(value) switch
    {
        { OpType: var op } when Quantisers.Contains(op) => true,
        { OpType: var op } node when Movers.Contains(op) => IsQuantised(index, node.Input[0]),
        _ => false,
    };

    /// <summary>Which node makes each value; of several that a file gives one name, the last.</summary>
    private static Dictionary<string, int> Positions(IReadOnlyList<NodeProto> nodes)
    {
        var position = new Dictionary<string, int>();
        foreach (var (i, node) in nodes.Index())
        {
            foreach (var output in node.Output.Where(output => output.Length > 0))
                position[output] = i;
        }

        return position;
    }

    private static int LastUse(GraphIndex index, Dictionary<string, int> position, string value) =>
        index.Uses(value).Select(use => use.Node is null ? int.MaxValue : position[use.Node.Output.First(output => output.Length > 0)])
            .DefaultIfEmpty(-1).Max();

    private sealed record Piece(IReadOnlyList<MaskableWeight> Weights, bool HasAttention, IReadOnlyList<string> Outputs);
}

/// <summary>A block.</summary>
/// <param name="Weights">In the order of the graph.</param>
/// <param name="Outputs">The value that carries all that later nodes need of the data;
/// of the last block the model's outputs, at least one.</param>
public sealed record WeightBlock(ValueList<MaskableWeight> Weights, ValueList<string> Outputs);
