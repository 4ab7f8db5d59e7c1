using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx;

/// <summary>One use of a value: the node and the input position, or a graph output (<see cref="Node" /> null).</summary>
/// <param name="Node">The node that reads it; null for an output of a graph. A node with a subgraph also uses what
/// the subgraph captures.</param>
/// <param name="Input">Position among the node's inputs; -1 when a subgraph of the node captures the value; the output's position for a
/// graph output.</param>
public sealed record Use(NodeProto? Node, int Input);

/// <summary>Who makes and who reads each value of one graph. Built once, in time linear in the graph.</summary>
public sealed class GraphIndex
{
    private readonly Dictionary<string, NodeProto> producers = [];
    private readonly Dictionary<string, List<Use>> uses = [];
    private readonly Dictionary<string, TensorProto> initializers = [];
    private readonly Dictionary<string, SparseTensorProto> sparse = [];
    private readonly HashSet<string> inputs;
    private readonly Lazy<Dictionary<string, int>> places;

    /// <summary>Indexes a graph.</summary>
    public GraphIndex(GraphProto graph)
        : this(graph, deep: false)
    {
    }

    private GraphIndex(GraphProto graph, bool deep)
    {
        (Graph, places) = (graph, new(() => Places(graph)));
        foreach (var tensor in graph.Initializer)
            initializers.TryAdd(tensor.Name, tensor);
        // Until IR version 4 every initializer was listed among the inputs as well.
        foreach (var tensor in graph.SparseInitializer)
            sparse.TryAdd(SparseTensors.Name(tensor), tensor);
        var defaults = sparse.Keys.Concat(initializers.Keys).ToHashSet();
        inputs = [.. graph.Input.Select(input => input.Name).Where(name => !defaults.Contains(name))];
        foreach (var node in graph.Node)
        {
            Add(node);
            foreach (var captured in deep ? [] : SubgraphCaptures.Of(node))
                AddUse(captured, new(node, -1));
        }

        for (var i = 0; i < graph.Output.Count; i++)
            AddUse(graph.Output[i].Name, new(null, i));
        foreach (var body in deep ? GraphTree.Bodies(graph) : [])
            AddBody(body);
    }

    /// <summary>Indexes a graph together with all bodies inside it: nodes of bodies are users and producers like others, in place of the
    /// captures of the nodes that hold them.</summary>
    /// <remarks>Of several values of one name the one of the outermost graph is found;
    /// <see cref="BodyNames" /> leaves none.</remarks>
    public static GraphIndex Deep(GraphProto graph) => new(graph, deep: true);

    /// <summary>The graph that was indexed.</summary>
    public GraphProto Graph { get; }

    /// <summary>The node that makes a value, or null for inputs, initializers and unknown names.</summary>
    public NodeProto? Producer(string value) => producers.GetValueOrDefault(value);

    /// <summary>All uses, in node order, graph outputs last.</summary>
    public IReadOnlyList<Use> Uses(string value) => uses.TryGetValue(value, out var list) ? list : [];

    /// <summary>The initializer of that name, or null.</summary>
    public TensorProto? Initializer(string value) => initializers.GetValueOrDefault(value);

    /// <summary>The sparse initializer that defines this name, or null.</summary>
    public SparseTensorProto? Sparse(string value) => sparse.GetValueOrDefault(value);

    /// <summary>True for an input of the graph that is not an initializer.</summary>
    public bool IsInput(string value) => inputs.Contains(value);

    /// <summary>The initializer, or the value of the Constant node, that defines this name; null when it is computed.</summary>
    /// <remarks>A Constant node that holds strings or a sparse tensor gives null, and so does a sparse initializer:
    /// see <see cref="Sparse" />.</remarks>
    public TensorProto? Constant(string value) =>
        Initializer(value) ?? (Producer(value) is { } node ? ConstantNodes.Value(node) : null);

    /// <summary>True when a value is another one, or is computed from it.</summary>
    /// <remarks>Looks no further back than the ancestor itself was computed.</remarks>
    public bool DependsOn(string value, string ancestor)
    {
        var (seen, open, from) = (new HashSet<string>(), new Stack<string>([value]), PlaceOf(ancestor) ?? 0);
        while (open.TryPop(out var name))
        {
            if (name == ancestor)
                return true;
            if (PlaceOf(name) < from || !seen.Add(name) || Producer(name) is not { } producer)
                continue;
            foreach (var input in producer.Input)
                open.Push(input);
        }

        return false;
    }

    /// <summary>When a value is computed; null for what is not, and for values of bodies.</summary>
    private int? PlaceOf(string value) => places.Value.TryGetValue(value, out var place) ? place : null;

    /// <summary>The values in the order in which they can be computed; none where that goes in circles.</summary>
    private static Dictionary<string, int> Places(GraphProto graph)
    {
        var places = new Dictionary<string, int>();
        foreach (var output in (TopologicalOrder.Of(graph) ?? []).SelectMany(node => node.Output))
            places.TryAdd(output, places.Count);
        return places;
    }

    private void AddBody(GraphProto body)
    {
        foreach (var tensor in body.Initializer)
            initializers.TryAdd(tensor.Name, tensor);
        foreach (var tensor in body.SparseInitializer)
            sparse.TryAdd(SparseTensors.Name(tensor), tensor);
        foreach (var node in body.Node)
            Add(node);
        for (var i = 0; i < body.Output.Count; i++)
            AddUse(body.Output[i].Name, new(null, i));
    }

    private void Add(NodeProto node)
    {
        for (var i = 0; i < node.Input.Count; i++)
            AddUse(node.Input[i], new(node, i));
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
