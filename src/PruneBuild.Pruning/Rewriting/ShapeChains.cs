using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Proto;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Rewriting;

/// <summary>
/// Gives readers of one computed shape that need different sizes their own copy of the nodes that compute it. A shape that all its readers
/// need changed in the same way is changed where it stands.
/// </summary>
internal sealed class ShapeChains(GraphProto graph)
{
    private readonly Dictionary<string, NodeProto> nodes = NodesByKey.Of(graph);
    private readonly GraphIndex index = GraphIndex.Deep(graph);
    private readonly Dictionary<NodeProto, GraphProto> owners = Owners(graph);
    private readonly UniqueNames names = new(graph);
    private readonly HashSet<NodeProto> replaced = new(ReferenceEqualityComparer.Instance);

    /// <summary>Copies chains where needed; nodes of the graph that nobody reads any more go.</summary>
    /// <param name="edits">Edits as the inferred structure states them.</param>
    /// <returns>The same edits, each on the node that now reads the constant for its reader.</returns>
    public IReadOnlyList<ShapeEdit> Separate(IReadOnlyList<ShapeEdit> edits)
    {
        var direct = edits.Where(edit => edit.Node == edit.Reader.Node).ToList();
        var byReader = edits.Except(direct).GroupBy(edit => edit.Reader).ToDictionary(same => same.Key, same => same.ToList());
        var result = new List<ShapeEdit>(direct);
        foreach (var alike in byReader
            .GroupBy(pair => (Value: nodes[pair.Key.Node].Input[pair.Key.Input], Signature: Signature(pair.Value))))
            result.AddRange(Separate(alike.Key.Value, alike.First().Value, [.. alike.Select(pair => pair.Key)]));
        RemoveUnread();
        return result;
    }

    private static Dictionary<NodeProto, GraphProto> Owners(GraphProto graph)
    {
        var owners = new Dictionary<NodeProto, GraphProto>(ReferenceEqualityComparer.Instance);
        foreach (var part in GraphTree.Of(graph))
        {
            foreach (var node in part.Node)
                owners[node] = part;
        }

        return owners;
    }

    private static string Signature(IEnumerable<ShapeEdit> edits) => string.Join(';', edits.Select(edit => edit.Change).Order());

    private IEnumerable<ShapeEdit> Separate(string value, List<ShapeEdit> edits, ShapeReader[] readers)
    {
        var chain = Chain(value, edits.Select(edit => nodes[edit.Node]).ToHashSet<NodeProto>(ReferenceEqualityComparer.Instance));
        if (ReadOnlyBy(chain, readers))
            return edits;
        var copies = Copy(chain);
        foreach (var reader in readers)
            nodes[reader.Node].Input[reader.Input] = copies[value];
        replaced.UnionWith(chain);
        return edits.Select(edit => edit with { Node = copies[edit.Node] });
    }

    /// <summary>The nodes between some nodes and a value, both ends included, in graph order.</summary>
    private List<NodeProto> Chain(string value, HashSet<NodeProto> ends)
    {
        var leads = new Dictionary<NodeProto, bool>(ReferenceEqualityComparer.Instance);
        Leads(value);
        return [.. GraphTree.Nodes(graph).Where(node => leads.GetValueOrDefault(node))];

        bool Leads(string name)
        {
            if (index.Producer(name) is not { } node)
                return false;
            if (leads.TryGetValue(node, out var known))
                return known;
            leads[node] = false;
            var found = ends.Contains(node);
            foreach (var input in node.Input)
                found |= Leads(input);
            return leads[node] = found;
        }
    }

    private bool ReadOnlyBy(List<NodeProto> chain, ShapeReader[] readers)
    {
        var inside = chain.ToHashSet<NodeProto>(ReferenceEqualityComparer.Instance);
        return chain.SelectMany(node => node.Output).SelectMany(index.Uses).All(use => use.Node is { } node
            && (inside.Contains(node) || readers.Any(reader => reader.Input == use.Input && ReferenceEquals(nodes[reader.Node], node))));
    }

    /// <summary>Copies nodes, each right after its original; returns the copies' names by the originals'.</summary>
    private Dictionary<string, string> Copy(List<NodeProto> chain)
    {
        var renamed = chain.SelectMany(node => node.Output).Where(output => output.Length > 0)
            .ToDictionary(output => output, output => names.Next($"{output}_cut"));
        foreach (var original in chain)
        {
            var copy = original.Clone();
            copy.Name = original.Name.Length > 0 ? names.Next($"{original.Name}_cut") : "";
            Rename(copy.Input, renamed);
            Rename(copy.Output, renamed);
            var part = owners[original];
            part.Node.Insert(part.Node.IndexOf(original) + 1, copy);
            owners[copy] = part;
        }

        return renamed;
    }

    private static void Rename(Google.Protobuf.Collections.RepeatedField<string> values, Dictionary<string, string> renamed)
    {
        for (var i = 0; i < values.Count; i++)
            values[i] = renamed.GetValueOrDefault(values[i], values[i]);
    }

    /// <summary>Originals that lost all their readers to copies.</summary>
    private void RemoveUnread()
    {
        while (true)
        {
            var after = GraphIndex.Deep(graph);
            var unread = replaced.Where(node => node.Output.All(output => after.Uses(output).Count == 0)).ToArray();
            if (unread.Length == 0)
                return;
            foreach (var node in unread)
            {
                owners[node].Node.Remove(node);
                replaced.Remove(node);
            }
        }
    }
}
