using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Editing;

/// <summary>The nodes that one call of a function stands for.</summary>
/// <param name="call">The node that calls.</param>
/// <param name="function">What it calls.</param>
/// <param name="unique">Names of the graph.</param>
internal sealed class FunctionCall(NodeProto call, FunctionProto function, UniqueNames unique)
{
    private readonly Dictionary<string, string> names = [];
    private readonly string prefix = call.Output.FirstOrDefault(output => output.Length > 0) ?? call.Name;

    public IEnumerable<NodeProto> Nodes()
    {
        var made = function.Node.SelectMany(node => node.Output).ToHashSet();
        var passedOn = new List<NodeProto>();
        for (var i = 0; i < function.Input.Count; i++)
            names[function.Input[i]] = i < call.Input.Count ? call.Input[i] : "";
        for (var i = 0; i < function.Output.Count && i < call.Output.Count; i++)
        {
            var (inner, outer) = (function.Output[i], call.Output[i]);
            if (outer.Length == 0)
                continue;
            // An output that is an input, or that another output is already, is passed on by a node of its own.
            if (made.Contains(inner) && names.TryAdd(inner, outer))
                continue;
            passedOn.Add(new NodeProto
            {
                OpType = "Identity", Name = unique.Next($"{prefix}/{inner}"),
                Input = { names.GetValueOrDefault(inner, inner) }, Output = { outer },
            });
        }

        return function.Node.Select(Copy).Concat(passedOn);
    }

    private NodeProto Copy(NodeProto node)
    {
        var copy = node.Clone();
        copy.Name = unique.Next($"{prefix}/{(node.Name.Length > 0 ? node.Name : node.OpType)}");
        Rename(copy, names);
        return copy;
    }

    private void Rename(NodeProto node, Dictionary<string, string> scope)
    {
        for (var i = 0; i < node.Input.Count; i++)
            node.Input[i] = Name(node.Input[i], scope);
        for (var i = 0; i < node.Output.Count; i++)
            node.Output[i] = Name(node.Output[i], scope);
        Sharing.Replace(node.Attribute, node.Attribute.Select(Bind).OfType<AttributeProto>());
        foreach (var body in SubgraphCaptures.Bodies(node))
            Rename(body, new(scope));
    }

    /// <summary>Names of a body are new as those of the function are, so that two calls never share one.</summary>
    private void Rename(GraphProto body, Dictionary<string, string> scope)
    {
        foreach (var own in GraphTree.Defined(body).ToArray())
            scope[own] = own.Length == 0 ? "" : unique.Next($"{prefix}/{own}");
        foreach (var value in body.Input.Concat(body.Output).Concat(body.ValueInfo))
            value.Name = Name(value.Name, scope);
        foreach (var tensor in body.Initializer.Concat(body.SparseInitializer.Select(sparse => sparse.Values).OfType<TensorProto>()))
            tensor.Name = Name(tensor.Name, scope);
        foreach (var node in body.Node)
            Rename(node, scope);
    }

    private string Name(string inner, Dictionary<string, string> scope)
    {
        if (inner.Length == 0)
            return "";
        if (!scope.TryGetValue(inner, out var outer))
            names[inner] = scope[inner] = outer = unique.Next($"{prefix}/{inner}");
        return outer;
    }

    /// <summary>An attribute that refers to one of the call takes its value, or the function's default;
    /// without either it is left out.</summary>
    private AttributeProto? Bind(AttributeProto attribute)
    {
        if (attribute.RefAttrName.Length == 0)
            return attribute;
        var value = call.Attribute.Concat(function.AttributeProto).FirstOrDefault(given => given.Name == attribute.RefAttrName);
        if (value is null)
            return null;
        var bound = value.Clone();
        bound.Name = attribute.Name;
        return bound;
    }
}
