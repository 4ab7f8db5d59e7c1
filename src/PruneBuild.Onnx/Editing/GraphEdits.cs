using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Editing;

/// <summary>Small edits of a graph. Each returns a new graph that shares what stays; the original is not touched.</summary>
public static class GraphEdits
{
    /// <summary>The model with another main graph.</summary>
    public static OnnxModel WithGraph(this OnnxModel model, GraphProto graph)
    {
        var proto = model.Proto.Clone();
        proto.Graph = graph;
        return model.With(proto);
    }

    /// <summary>Replaces initializers and the values of Constant nodes by name; noted types and shapes of those names follow.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="tensors">New tensor per name of a value; the name inside the tensor is set to it.</param>
    /// <exception cref="ArgumentException">A name is not an initializer and not made by a Constant node.</exception>
    public static GraphProto ReplaceConstants(GraphProto graph, IReadOnlyDictionary<string, TensorProto> tensors)
    {
        var known = graph.Initializer.Select(tensor => tensor.Name)
            .Concat(graph.Node.Where(ConstantNodes.Is).Select(node => node.Output[0]))
            .ToHashSet();
        if (tensors.Keys.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
            throw new ArgumentException($"No initializer or Constant node is called '{unknown}'.", nameof(tensors));
        var edited = Sharing.Copy(graph);
        Sharing.Replace(edited.Initializer, graph.Initializer.Select(old =>
            tensors.TryGetValue(old.Name, out var tensor) ? TensorProtos.Named(tensor, old.Name) : old));
        Sharing.Replace(edited.Node, graph.Node.Select(node =>
            ConstantNodes.Is(node) && tensors.TryGetValue(node.Output[0], out var tensor)
                ? ConstantReplacement.InNode(node, tensor)
                : node));
        Sharing.Replace(edited.Input, graph.Input.Select(info => ConstantReplacement.Retyped(info, tensors)));
        Sharing.Replace(edited.ValueInfo, graph.ValueInfo.Select(info => ConstantReplacement.Retyped(info, tensors)));
        return edited;
    }

    /// <summary>Adds nodes after all others, initializers, and graph outputs. Unique names are up to the caller.</summary>
    public static GraphProto Add(
        GraphProto graph, IEnumerable<NodeProto> nodes, IEnumerable<TensorProto> initializers, IEnumerable<ValueInfoProto> outputs)
    {
        var edited = Sharing.Copy(graph);
        edited.Node.AddRange(nodes);
        edited.Initializer.AddRange(initializers);
        edited.Output.AddRange(outputs);
        return edited;
    }

    /// <summary>Replaces nodes, found by reference.</summary>
    /// <exception cref="ArgumentException">A node is not in the graph.</exception>
    public static GraphProto ReplaceNodes(GraphProto graph, IReadOnlyDictionary<NodeProto, NodeProto> replacements)
    {
        var byReference = new Dictionary<NodeProto, NodeProto>(replacements, ReferenceEqualityComparer.Instance);
        var edited = Sharing.Copy(graph);
        Sharing.Replace(edited.Node, graph.Node.Select(node => byReference.Remove(node, out var replacement) ? replacement : node));
        return byReference.Count == 0
            ? edited
            : throw new ArgumentException($"Node '{byReference.Keys.First().Name}' is not in the graph.", nameof(replacements));
    }

    /// <summary>Lets one input of a node read another value.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="node">A node of it, by reference.</param>
    /// <param name="input">Position among the node's inputs.</param>
    /// <param name="value">What it reads from now on.</param>
    public static GraphProto RenameInput(GraphProto graph, NodeProto node, int input, string value)
    {
        var renamed = node.Clone();
        renamed.Input[input] = value;
        return ReplaceNodes(graph, new Dictionary<NodeProto, NodeProto>(ReferenceEqualityComparer.Instance) { [node] = renamed });
    }

    /// <summary>Lets everything that reads a value, also from inside bodies, read another one. Graph outputs keep their names.</summary>
    public static GraphProto Redirect(GraphProto graph, string value, string replacement)
    {
        var edited = Sharing.Copy(graph);
        Sharing.Replace(edited.Node, graph.Node.Select(node => Redirection.In(node, value, replacement)));
        return edited;
    }

    /// <summary>Removes nodes that no output needs, initializers that nothing reads, and notes about values that are gone.</summary>
    /// <remarks>Inputs of the graph stay, except those that only listed a removed initializer. Bodies are not searched.</remarks>
    public static GraphProto RemoveDead(GraphProto graph) =>
        NeededParts.Keep(graph, NeededParts.Of(new(graph), graph.Output.Select(output => output.Name), new HashSet<string>()));
}
