using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx;

/// <summary>One use of a value: the node and the input position, or a graph output (<see cref="Node" /> null).</summary>
/// <param name="Node">The node that reads it; null for a graph output. A node with a subgraph also uses what the subgraph captures.</param>
/// <param name="Input">Position among the node's inputs; -1 when a subgraph of the node captures the value; the output's position for a
/// graph output.</param>
public sealed record Use(NodeProto? Node, int Input);

/// <summary>Who makes and who reads each value of one graph. Built once, in time linear in the graph.</summary>
public sealed class GraphIndex
{
    private readonly Dictionary<string, NodeProto> producers = [];
    private readonly Dictionary<string, List<Use>> uses = [];
    private readonly Dictionary<string, TensorProto> initializers = [];
    private readonly HashSet<string> inputs;

    /// <summary>Indexes a graph.</summary>
    public GraphIndex(GraphProto graph)
    {
        Graph = graph;
        foreach (var tensor in graph.Initializer)
            initializers.TryAdd(tensor.Name, tensor);
        // Until IR version 4 every initializer was listed among the inputs as well.
        var defaults = graph.SparseInitializer.Select(tensor => tensor.Values?.Name ?? "").Concat(initializers.Keys).ToHashSet();
        inputs = [.. graph.Input.Select(input => input.Name).Where(name => !defaults.Contains(name))];
        foreach (var node in graph.Node)
            Add(node);
        for (var i = 0; i < graph.Output.Count; i++)
            AddUse(graph.Output[i].Name, new(null, i));
    }

    /// <summary>The graph that was indexed.</summary>
    public GraphProto Graph { get; }

    /// <summary>The node that makes a value, or null for inputs, initializers and unknown names.</summary>
    public NodeProto? Producer(string value) => producers.GetValueOrDefault(value);

    /// <summary>All uses, in node order, graph outputs last.</summary>
    public IReadOnlyList<Use> Uses(string value) => uses.TryGetValue(value, out var list) ? list : [];

    /// <summary>The initializer of that name, or null.</summary>
    public TensorProto? Initializer(string value) => initializers.GetValueOrDefault(value);

    /// <summary>True for an input of the graph that is not an initializer.</summary>
    public bool IsInput(string value) => inputs.Contains(value);

    /// <summary>The initializer, or the value of the Constant node, that defines this name; null when it is computed.</summary>
    /// <remarks>A Constant node that holds strings or a sparse tensor gives null.</remarks>
    public TensorProto? Constant(string value) =>
        Initializer(value) ?? (Producer(value) is { } node ? ConstantNodes.Value(node) : null);

    private void Add(NodeProto node)
    {
        for (var i = 0; i < node.Input.Count; i++)
            AddUse(node.Input[i], new(node, i));
        foreach (var captured in SubgraphCaptures.Of(node))
            AddUse(captured, new(node, -1));
        foreach (var output in node.Output.Where(output => output.Length > 0))
            producers.TryAdd(output, node);
    }

    private void AddUse(string value, Use use)
    {
        if (value.Length == 0)
            return;
        if (!uses.TryGetValue(value, out var list))
            uses.Add(value, list = []);
        list.Add(use);
    }
}
