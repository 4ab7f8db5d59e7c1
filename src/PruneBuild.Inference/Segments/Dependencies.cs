using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Inference.Segments;

/// <summary>Which nodes of a graph need which.</summary>
internal sealed class Dependencies
{
    private readonly GraphIndex index;
    private readonly Dictionary<NodeProto, List<string>> captured = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<string> constant = [];

    /// <summary>Reads a graph whose nodes are in topological order.</summary>
    public Dependencies(GraphProto graph)
    {
        index = new GraphIndex(graph);
        var values = graph.Input.Select(input => input.Name).Concat(graph.Node.SelectMany(node => node.Output)).Distinct();
        foreach (var (value, node) in values.SelectMany(value => index.Uses(value)
            .Where(use => use is { Node: not null, Input: < 0 }).Select(use => (value, use.Node!))))
        {
            if (!captured.TryGetValue(node, out var list))
                captured[node] = list = [];
            list.Add(value);
        }

        foreach (var node in graph.Node.Where(node => IsDeterministic(node) && Reads(node).All(IsConstant)))
            constant.UnionWith(node.Output);
    }

    /// <summary>A node's identity: its first output that has a name.</summary>
    public static string Key(NodeProto node) => node.Output.First(output => output.Length > 0);

    /// <summary>The nodes that must run for these values when others are known; not those that follow from constants alone.</summary>
    public IReadOnlyList<NodeProto> Ancestors(IEnumerable<string> values, IReadOnlySet<string> known)
    {
        var needed = new HashSet<NodeProto>(ReferenceEqualityComparer.Instance);
        var pending = new Stack<string>(values);
        while (pending.TryPop(out var value))
        {
            if (known.Contains(value) || IsConstant(value) || index.Producer(value) is not { } node || !needed.Add(node))
                continue;
            foreach (var read in Reads(node))
                pending.Push(read);
        }

        return [.. index.Graph.Node.Where(needed.Contains)];
    }

    /// <summary>The nodes that follow from constants alone and that these read, at first hand or through others of the kind.</summary>
    public IReadOnlyCollection<NodeProto> ConstantsOf(IEnumerable<NodeProto> nodes)
    {
        var found = new HashSet<NodeProto>(ReferenceEqualityComparer.Instance);
        var pending = new Stack<string>(nodes.SelectMany(Reads));
        while (pending.TryPop(out var value))
        {
            if (!constant.Contains(value) || index.Producer(value) is not { } node || !found.Add(node))
                continue;
            foreach (var read in Reads(node))
                pending.Push(read);
        }

        return found;
    }

    /// <summary>True when a node that is not in the set reads the value, or the caller of the graph does.</summary>
    public bool IsReadOutside(string value, IReadOnlySet<string> nodes) =>
        !constant.Contains(value) && index.Uses(value).Any(use => use.Node is null || !nodes.Contains(Key(use.Node)));

    private static bool IsDeterministic(NodeProto node) => !node.OpType.StartsWith("Random", StringComparison.Ordinal);

    private IEnumerable<string> Reads(NodeProto node) =>
        node.Input.Where(input => input.Length > 0).Concat(captured.GetValueOrDefault(node, []));

    private bool IsConstant(string value) => constant.Contains(value) || index.Initializer(value) is not null;
}
