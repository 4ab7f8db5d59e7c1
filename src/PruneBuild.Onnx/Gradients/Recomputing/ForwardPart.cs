using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Elements;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Gradients.Recomputing;

/// <summary>The part of a graph that makes the loss, and what the rest of the graph, the backward part, reads of it.</summary>
internal sealed class ForwardPart
{
    private readonly ShapeFacts facts;
    private readonly IReadOnlySet<string> fixedValues;
    private readonly HashSet<string> pinned;

    /// <summary>Divides a graph.</summary>
    /// <param name="graph">A graph whose nodes are sorted.</param>
    /// <param name="facts">Types and shapes of its values.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="given">Values that the graph is run from, beside its inputs.</param>
    public ForwardPart(GraphProto graph, ShapeFacts facts, string loss, IReadOnlyCollection<string> given)
    {
        this.facts = facts;
        var parts = NeededParts.Of(new GraphIndex(graph), [loss], given.ToHashSet());
        Nodes = [.. graph.Node.Where(parts.Nodes.Contains)];
        Others = [.. graph.Node.Where(node => !parts.Nodes.Contains(node))];
        Makers = Nodes.SelectMany(
            (node, i) => node.Output.Where(output => output.Length > 0 && !given.Contains(output)).Select(output => (output, i)))
            .ToDictionary(pair => pair.output, pair => pair.i);
        var last = new Dictionary<string, int>();
        foreach (var (i, node) in Nodes.Index())
        {
            foreach (var value in node.Input.Concat(SubgraphCaptures.Of(node)).Where(Makers.ContainsKey))
                last[value] = i;
        }

        LastReaders = last;
        Read = Others.SelectMany(node => node.Input).Where(Makers.ContainsKey).ToHashSet();
        fixedValues = FixedValues.Of(graph);
        pinned = [loss, .. graph.Output.Select(output => output.Name), .. Others.SelectMany(SubgraphCaptures.Of)];
    }

    /// <summary>Its nodes, in order.</summary>
    public IReadOnlyList<NodeProto> Nodes { get; }

    /// <summary>The nodes of the backward part, in order.</summary>
    public IReadOnlyList<NodeProto> Others { get; }

    /// <summary>Positions of the nodes that make values, by value.</summary>
    public IReadOnlyDictionary<string, int> Makers { get; }

    /// <summary>Positions of the last nodes of this part that read values, by value.</summary>
    public IReadOnlyDictionary<string, int> LastReaders { get; }

    /// <summary>What the backward part reads.</summary>
    public IReadOnlySet<string> Read { get; }

    /// <summary>True when a value is the same whatever the graph is fed.</summary>
    public bool IsFixed(string value) => fixedValues.Contains(value);

    /// <summary>True when making a value once more gives the same bits and saves memory: it follows from what the graph is fed, is large,
    /// is no output, and is made by one node without a body that draws nothing.</summary>
    public bool CanBeMadeAgain(string value) =>
        Makers.TryGetValue(value, out var maker) && !IsFixed(value) && !pinned.Contains(value) && facts.Find(value)?.Integers is null
        && !SubgraphCaptures.Bodies(Nodes[maker]).Any() && !FixedValues.IsRandom(Nodes[maker]);

    /// <summary>Bytes of a value in the run of the facts; of one that the run did not show,
    /// those of the largest input of its node.</summary>
    public double Bytes(string value)
    {
        if (facts.Find(value) is { } fact)
            return TensorSize.TryCount(fact.Shape, out var count) && TensorSize.TryByteCount(fact.Type, count, out var bytes) ? bytes : 0;
        return Makers.TryGetValue(value, out var maker)
            ? Nodes[maker].Input.Where(input => input != value && facts.Find(input) is not null).Select(Bytes).DefaultIfEmpty(0).Max()
            : 0;
    }
}
