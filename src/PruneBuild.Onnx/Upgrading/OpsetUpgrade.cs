using PruneBuild.Onnx.Building;
using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Upgrading;

/// <summary>The same model in the words of a later version of the standard operators,
/// so that code behind it knows one form of each.</summary>
public static class OpsetUpgrade
{
    /// <summary>The oldest opset that can be upgraded.</summary>
    public const long Oldest = 7;

    /// <summary>The opset that older models are brought to.</summary>
    public const long Target = 18;

    /// <summary>The model at <see cref="Target" />; the model itself when it is there or later.</summary>
    /// <exception cref="ArgumentException">Its opset is older than <see cref="Oldest" />.</exception>
    /// <remarks>Names of values stay. Computed exactly alike: only where parameters stand, and what they default to,
    /// changed in between.</remarks>
    public static OnnxModel Apply(OnnxModel model)
    {
        var opset = model.Opset();
        if (opset >= Target)
            return model;
        if (opset < Oldest)
            throw new ArgumentException($"Opset {opset} is older than {Oldest}.", nameof(model));
        var proto = model.Proto.Clone();
        Upgrade(proto.Graph, opset);
        foreach (var import in proto.OpsetImport.Where(import => OnnxDomains.IsDefault(import.Domain)))
            import.Version = Target;
        foreach (var function in proto.Functions)
            Upgrade(function);
        return model.With(proto);
    }

    private static void Upgrade(FunctionProto function)
    {
        var import = function.OpsetImport.FirstOrDefault(import => OnnxDomains.IsDefault(import.Domain));
        if (import is null || import.Version >= Target)
            return;
        // A function has no initializers: parameters become Constant nodes of its body.
        var body = new GraphProto { Node = { function.Node } };
        Upgrade(body, import.Version);
        var constants = body.Initializer.Select(ConstantNode);
        Sharing.Replace(function.Node, constants.Concat(body.Node));
        import.Version = Target;
    }

    private static NodeProto ConstantNode(TensorProto tensor)
    {
        var node = new NodeProto { OpType = "Constant", Name = tensor.Name, Output = { tensor.Name } };
        node.Attribute.Add(NodeWriter.Attribute("value", tensor));
        return node;
    }

    private static void Upgrade(GraphProto graph, long opset)
    {
        var nodes = graph.Node.ToList();
        graph.Node.Clear();
        var whole = new GraphProto(graph) { Node = { nodes } };
        var writer = new NodeWriter(graph, Target, new UniqueNames(whole).NextPrefix("prunebuild.upgrade"));
        foreach (var node in nodes)
        {
            foreach (var body in SubgraphCaptures.Bodies(node))
                Upgrade(body, opset);
            var isStandard = OnnxDomains.IsDefault(node.Domain);
            if (isStandard)
                EarlyNodeUpgrades.Apply(node, opset, writer, whole);
            if (!isStandard || !NodeUpgrades.Write(node, opset, writer, graph))
                graph.Node.Add(node);
        }
    }
}
