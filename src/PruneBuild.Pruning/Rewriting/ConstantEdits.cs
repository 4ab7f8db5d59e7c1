using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Pruning.Rewriting;

/// <summary>Edits to constants, gathered per reader, so that readers of one constant that need different versions get their own.</summary>
/// <param name="model">Where tensors are read from.</param>
/// <param name="index">Index of the graph that <see cref="Apply" /> will change.</param>
internal sealed class ConstantEdits(OnnxModel model, GraphIndex index)
{
    private readonly Dictionary<(string Tensor, string Node, int Input), ConstantEdit> edits = [];

    /// <summary>Keeps these indices of an axis; several calls for one axis keep what all of them keep.</summary>
    public void Keep(string node, int input, string tensor, int axis, int[] kept) => Of(node, input, tensor).Keep(axis, kept);

    /// <summary>Sets an element of an integer constant.</summary>
    public void Set(string node, int input, string tensor, int element, long value) => Of(node, input, tensor).Set(element, value);

    /// <summary>Writes the new versions into the graph.</summary>
    public void Apply(GraphProto graph)
    {
        var (nodes, names) = (NodesByKey.Of(graph), new UniqueNames(graph));
        var places = graph.Initializer.Select((tensor, place) => (tensor.Name, place)).DistinctBy(pair => pair.Name).ToDictionary();
        foreach (var tensor in edits.GroupBy(pair => pair.Key.Tensor))
        {
            var source = model.Read(index.Constant(tensor.Key) ?? throw new InvalidOperationException($"'{tensor.Key}' is not a constant."));
            var versions = tensor.GroupBy(pair => pair.Value.Signature).ToArray();
            var everyReader = versions.Length == 1 && versions[0].Count() >= index.Uses(tensor.Key).Count;
            foreach (var version in versions)
            {
                var edited = version.First().Value.Apply(source);
                if (everyReader)
                    Replace(graph, places, tensor.Key, edited);
                else
                    AddCopy(graph, nodes, names.Next($"{tensor.Key}_cut"), edited, version.Select(pair => (pair.Key.Node, pair.Key.Input)));
            }
        }

        RemoveUnread(graph);
    }

    private ConstantEdit Of(string node, int input, string tensor)
    {
        if (!edits.TryGetValue((tensor, node, input), out var edit))
            edits[(tensor, node, input)] = edit = new ConstantEdit();
        return edit;
    }

    private static void Replace(GraphProto graph, Dictionary<string, int> places, string name, Tensor edited)
    {
        if (places.TryGetValue(name, out var position))
        {
            graph.Initializer[position] = TensorProtos.Create(name, edited);
            RestateInput(graph, name, edited);
            return;
        }

        foreach (var constant in graph.Node.Where(node => ConstantNodes.Is(node) && node.Output[0] == name))
        {
            constant.Attribute.Clear();
            constant.Attribute.Add(new AttributeProto
            {
                Name = "value", Type = AttributeProto.Types.AttributeType.Tensor, T = TensorProtos.Create("", edited),
            });
        }
    }

    /// <summary>Before IR version 4 every initializer is also a graph input, with its shape.</summary>
    private static void RestateInput(GraphProto graph, string name, Tensor edited)
    {
        if (graph.Input.FirstOrDefault(input => input.Name == name)?.Type?.TensorType?.Shape is not { } shape)
            return;
        for (var axis = 0; axis < edited.Rank && axis < shape.Dim.Count; axis++)
            shape.Dim[axis].DimValue = edited.Shape[axis];
    }

    private static void AddCopy(
        GraphProto graph, Dictionary<string, NodeProto> nodes, string copy, Tensor edited, IEnumerable<(string Node, int Input)> readers)
    {
        graph.Initializer.Add(TensorProtos.Create(copy, edited));
        foreach (var (node, input) in readers)
            nodes[node].Input[input] = copy;
    }

    /// <summary>Constants that lost their last reader to copies go.</summary>
    private void RemoveUnread(GraphProto graph)
    {
        var after = new GraphIndex(graph);
        var unread = edits.Keys.Select(key => key.Tensor).Where(name => after.Uses(name).Count == 0).ToHashSet();
        foreach (var tensor in graph.Initializer.Where(tensor => unread.Contains(tensor.Name)).ToArray())
            graph.Initializer.Remove(tensor);
        foreach (var input in graph.Input.Where(input => unread.Contains(input.Name)).ToArray())
            graph.Input.Remove(input);
        foreach (var node in graph.Node.Where(node => node.OpType == "Constant" && node.Output.Any(unread.Contains)).ToArray())
            graph.Node.Remove(node);
    }
}
