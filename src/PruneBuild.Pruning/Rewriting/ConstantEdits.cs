using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Pruning.Rewriting;

/// <summary>Edits to constants of a graph and its bodies, gathered per reader, so that readers of one constant that need different versions
/// get their own.</summary>
/// <param name="model">Where tensors are read from.</param>
/// <param name="index">Deep index of the graph that <see cref="Apply" /> will change.</param>
internal sealed class ConstantEdits(OnnxModel model, GraphIndex index)
{
    private readonly Dictionary<(string Tensor, string Node, int Input), ConstantEdit> edits = [];

    /// <summary>Keeps these indices of an axis; several calls for one axis keep what all of them keep.</summary>
    public void Keep(string node, int input, string tensor, int axis, int[] kept) => Of(node, input, tensor).Keep(axis, kept);

    /// <summary>Puts an axis into another order: for each index the one that comes there.</summary>
    public void Reorder(string node, int input, string tensor, int axis, int[] from) => Of(node, input, tensor).Reorder(axis, from);

    /// <summary>Sets an element of an integer constant.</summary>
    public void Set(string node, int input, string tensor, int element, long value) => Of(node, input, tensor).Set(element, value);

    /// <summary>Writes the new versions into the graph.</summary>
    public void Apply(GraphProto graph)
    {
        var (nodes, names) = (NodesByKey.Of(graph), new UniqueNames(graph));
        var places = GraphTree.Of(graph).SelectMany(part => part.Initializer.Select((tensor, place) => (tensor.Name, (part, place))))
            .DistinctBy(pair => pair.Name).ToDictionary();
        var replaced = new Dictionary<string, Tensor>();
        foreach (var tensor in edits.GroupBy(pair => pair.Key.Tensor))
        {
            var versions = tensor.GroupBy(pair => pair.Value.Signature).ToArray();
            var everyReader = versions.Length == 1 && versions[0].Count() >= index.Uses(tensor.Key).Count;
            foreach (var version in versions)
            {
                var name = everyReader ? tensor.Key : names.Next($"{tensor.Key}_cut");
                if (index.Sparse(tensor.Key) is { } sparse)
                    PutSparse(graph, name, version.First().Value.Apply(model, sparse));
                else if (everyReader)
                    Replace(graph, places, name, replaced[name] = Edited(tensor.Key, version.First().Value));
                else
                    graph.Initializer.Add(TensorProtos.Create(name, Edited(tensor.Key, version.First().Value)));
                foreach (var (node, input) in version.Select(pair => (pair.Key.Node, pair.Key.Input)))
                    nodes[node].Input[input] = name;
            }
        }

        GraphPatch.Restate(graph, replaced);
        RemoveUnread(graph);
    }

    private Tensor Edited(string tensor, ConstantEdit edit) =>
        edit.Apply(model.Read(index.Constant(tensor) ?? throw new InvalidOperationException($"'{tensor}' is not a constant.")));

    /// <summary>Replaces the sparse initializer of a name, or adds it to the main graph.</summary>
    private static void PutSparse(GraphProto graph, string name, SparseTensorProto edited)
    {
        edited.Values.Name = name;
        foreach (var part in GraphTree.Of(graph))
        {
            for (var i = 0; i < part.SparseInitializer.Count; i++)
            {
                if (SparseTensors.Name(part.SparseInitializer[i]) != name)
                    continue;
                part.SparseInitializer[i] = edited;
                return;
            }
        }

        graph.SparseInitializer.Add(edited);
    }

    private ConstantEdit Of(string node, int input, string tensor)
    {
        if (!edits.TryGetValue((tensor, node, input), out var edit))
            edits[(tensor, node, input)] = edit = new ConstantEdit();
        return edit;
    }

    private static void Replace(GraphProto graph, Dictionary<string, (GraphProto Part, int Place)> places, string name, Tensor edited)
    {
        if (places.TryGetValue(name, out var at))
        {
            at.Part.Initializer[at.Place] = TensorProtos.Create(name, edited);
            return;
        }

        foreach (var constant in GraphTree.Nodes(graph)
            .Where(node => ConstantNodes.Is(node) && node.Output[0] == name))
            ConstantNodes.Set(constant, edited);
    }

    /// <summary>Constants that lost their last reader to copies go.</summary>
    private void RemoveUnread(GraphProto graph)
    {
        var after = GraphIndex.Deep(graph);
        var unread = edits.Keys.Select(key => key.Tensor).Where(name => after.Uses(name).Count == 0).ToHashSet();
        foreach (var part in GraphTree.Of(graph).ToArray())
        {
            foreach (var tensor in part.Initializer.Where(tensor => unread.Contains(tensor.Name)).ToArray())
                part.Initializer.Remove(tensor);
            foreach (var tensor in part.SparseInitializer.Where(tensor => unread.Contains(SparseTensors.Name(tensor))).ToArray())
                part.SparseInitializer.Remove(tensor);
            foreach (var node in part.Node.Where(node => node.OpType == "Constant" && node.Output.Any(unread.Contains)).ToArray())
                part.Node.Remove(node);
        }

        foreach (var input in graph.Input.Where(input => unread.Contains(input.Name)).ToArray())
            graph.Input.Remove(input);
    }
}
