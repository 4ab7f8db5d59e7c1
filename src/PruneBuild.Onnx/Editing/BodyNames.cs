using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Editing;

/// <summary>Names of values inside bodies.</summary>
/// <remarks>The format lets the two branches of an If, and any two bodies beside each other, give different values one name; merged
/// decoders do so hundreds of times. Whoever looks at a graph and its bodies as one wants every name to mean one value. If, Loop
/// and Scan hand values over by position; other operators with bodies (BeamSearch) ask for inputs and outputs of certain names,
/// which therefore stay.</remarks>
public static class BodyNames
{
    /// <summary>The model with other names for values of bodies whose names are taken already, by an outer graph or an earlier body; the
    /// model itself when there are none.</summary>
    public static OnnxModel MakeUnique(OnnxModel model)
    {
        if (AreUnique(model.Graph))
            return model;
        var proto = model.Proto.Clone();
        var state = new State(new UniqueNames(proto.Graph), [.. GraphTree.Defined(proto.Graph)]);
        foreach (var node in proto.Graph.Node)
            RenameBodies(node, [], state);
        return model.With(proto);
    }

    /// <summary>True when no body defines a name that another graph of the tree defines.</summary>
    public static bool AreUnique(GraphProto graph)
    {
        var seen = GraphTree.Defined(graph).ToHashSet();
        return graph.Node.All(node => AreUnique(node, seen));
    }

    private static bool AreUnique(NodeProto node, HashSet<string> seen) => SubgraphCaptures.Bodies(node).All(body =>
    {
        var stay = NamesThatStay(node, body);
        return GraphTree.Defined(body).Where(name => name.Length > 0).Distinct().All(name => seen.Add(name) || stay.Contains(name))
            && body.Node.All(inner => AreUnique(inner, seen));
    });

    private static HashSet<string> NamesThatStay(NodeProto node, GraphProto body) =>
        OnnxDomains.IsDefault(node.Domain) && node.OpType is "If" or "Loop" or "Scan"
            ? []
            : [.. body.Input.Concat(body.Output).Select(value => value.Name)];

    private static void RenameBodies(NodeProto node, Dictionary<string, string> outer, State state)
    {
        foreach (var body in SubgraphCaptures.Bodies(node))
            Rename(body, NamesThatStay(node, body), new(outer), state);
    }

    private static void Rename(GraphProto body, HashSet<string> stay, Dictionary<string, string> scope, State state)
    {
        foreach (var own in GraphTree.Defined(body).Where(name => name.Length > 0).Distinct().ToArray())
            scope[own] = state.Taken.Add(own) || stay.Contains(own) ? own : state.Fresh(own);
        foreach (var value in body.Input.Concat(body.Output).Concat(body.ValueInfo))
            value.Name = scope.GetValueOrDefault(value.Name, value.Name);
        foreach (var tensor in body.Initializer.Concat(body.SparseInitializer.Select(sparse => sparse.Values).OfType<TensorProto>()))
            tensor.Name = scope.GetValueOrDefault(tensor.Name, tensor.Name);
        foreach (var node in body.Node)
        {
            Rename(node.Input, scope);
            Rename(node.Output, scope);
            RenameBodies(node, scope, state);
        }
    }

    private static void Rename(Google.Protobuf.Collections.RepeatedField<string> names, Dictionary<string, string> scope)
    {
        for (var i = 0; i < names.Count; i++)
            names[i] = scope.GetValueOrDefault(names[i], names[i]);
    }

    /// <summary>Names that are defined so far, and names that are free.</summary>
    private sealed record State(UniqueNames Names, HashSet<string> Taken)
    {
        public string Fresh(string name)
        {
            var fresh = Names.Next(name);
            Taken.Add(fresh);
            return fresh;
        }
    }
}
