using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Editing;

/// <summary>Parts of a model as models: one block of a large network, or the tail behind an edit.</summary>
public static class SubgraphExtraction
{
    /// <summary>The smallest model that computes the wanted values from the available ones.</summary>
    /// <param name="model">The whole model; nodes, initializers and external data are shared with it.</param>
    /// <param name="available">Values that the caller will feed. Those that are needed become inputs, in this order, behind the inputs
    /// of the whole model that are needed, which need not be listed.</param>
    /// <param name="wanted">Values to compute; they become the outputs, in this order.</param>
    /// <param name="facts">Element type and rank of an available or wanted value. Null for a wanted value leaves its type open, which
    /// ONNX Runtime infers; an available value needs its type.</param>
    /// <exception cref="ArgumentException">A wanted value is available already, or something that is needed is defined nowhere.</exception>
    public static OnnxModel Extract(
        OnnxModel model,
        IReadOnlyCollection<string> available,
        IReadOnlyList<string> wanted,
        Func<string, (ElementType Type, int Rank)?> facts)
    {
        var given = available.ToHashSet();
        if (wanted.FirstOrDefault(given.Contains) is { } both)
            throw new ArgumentException($"'{both}' is both available and wanted.", nameof(wanted));
        var index = new GraphIndex(model.Graph);
        var parts = NeededParts.Of(index, wanted, given);
        if (Undefined(index, parts, given) is { } undefined)
            throw new ArgumentException($"'{undefined}' is needed and is defined nowhere.", nameof(wanted));
        var graph = NeededParts.Keep(model.Graph, parts);
        Sharing.Replace(graph.Initializer, graph.Initializer.Where(tensor => !given.Contains(tensor.Name)));
        Sharing.Replace(graph.Input, graph.Input.Where(input => parts.Values.Contains(input.Name) && !given.Contains(input.Name))
            .Concat(available.Where(parts.Values.Contains).Distinct().Select(value => Declared(model.Graph.Input, value, facts))));
        Sharing.Replace(graph.Output, wanted.Distinct().Select(value => Declared(model.Graph.Output, value, facts)));
        var ends = graph.Input.Concat(graph.Output).Select(end => end.Name).ToHashSet();
        Sharing.Replace(graph.ValueInfo, graph.ValueInfo.Where(info => !ends.Contains(info.Name)));
        return model.WithGraph(graph);
    }

    private static string? Undefined(GraphIndex index, NeededParts parts, HashSet<string> given)
    {
        var sparse = index.Graph.SparseInitializer.Select(tensor => tensor.Values?.Name).ToHashSet();
        return parts.Values.FirstOrDefault(value => !given.Contains(value)
            && index.Producer(value) is null
            && index.Initializer(value) is null
            && !index.IsInput(value)
            && !sparse.Contains(value));
    }

    private static ValueInfoProto Declared(
        IEnumerable<ValueInfoProto> known, string value, Func<string, (ElementType Type, int Rank)?> facts)
    {
        if (known.FirstOrDefault(info => info.Name == value && info.Type is not null) is { } declared)
            return declared;
        return facts(value) is var (type, rank) ? ValueInfos.Tensor(value, type, rank) : new ValueInfoProto { Name = value };
    }
}
