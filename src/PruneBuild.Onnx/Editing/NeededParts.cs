using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Editing;

/// <summary>What a set of values needs: found by walking back from them.</summary>
/// <param name="Values">Every value on the way, the wanted ones included.</param>
/// <param name="Nodes">Nodes that make them, compared by reference.</param>
internal sealed record NeededParts(IReadOnlySet<string> Values, IReadOnlySet<NodeProto> Nodes)
{
    /// <summary>Walks back from the wanted values, and no further than the given ones.</summary>
    public static NeededParts Of(GraphIndex index, IEnumerable<string> wanted, IReadOnlySet<string> given)
    {
        var values = new HashSet<string>();
        var nodes = new HashSet<NodeProto>(ReferenceEqualityComparer.Instance);
        var pending = new Stack<string>(wanted);
        while (pending.TryPop(out var value))
        {
            if (value.Length == 0 || !values.Add(value) || given.Contains(value))
                continue;
            if (index.Producer(value) is not { } node || !nodes.Add(node))
                continue;
            foreach (var read in node.Input.Concat(SubgraphCaptures.Of(node)))
                pending.Push(read);
        }
        return new(values, nodes);
    }

    /// <summary>The graph without other nodes and initializers, and without notes about values that are gone.</summary>
    public static GraphProto Keep(GraphProto graph, NeededParts parts)
    {
        var removed = graph.Initializer.Select(tensor => tensor.Name)
            .Concat(graph.SparseInitializer.Select(tensor => tensor.Values?.Name ?? ""))
            .Where(name => !parts.Values.Contains(name))
            .ToHashSet();
        var made = parts.Values.Concat(parts.Nodes.SelectMany(node => node.Output)).ToHashSet();
        var kept = Sharing.Copy(graph);
        Sharing.Replace(kept.Node, graph.Node.Where(parts.Nodes.Contains));
        Sharing.Replace(kept.Initializer, graph.Initializer.Where(tensor => !removed.Contains(tensor.Name)));
        Sharing.Replace(kept.SparseInitializer, graph.SparseInitializer.Where(tensor => !removed.Contains(tensor.Values?.Name ?? "")));
        Sharing.Replace(kept.Input, graph.Input.Where(input => !removed.Contains(input.Name)));
        Sharing.Replace(kept.ValueInfo, graph.ValueInfo.Where(info => made.Contains(info.Name)));
        Sharing.Replace(kept.QuantizationAnnotation, graph.QuantizationAnnotation.Where(note => made.Contains(note.TensorName)));
        return kept;
    }
}
