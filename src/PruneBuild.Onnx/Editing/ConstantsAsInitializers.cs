using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Editing;

/// <summary>Weights that an exporter wrote as Constant nodes, as the initializers that they might have been.</summary>
public static class ConstantsAsInitializers
{
    /// <summary>The model with an initializer in place of each Constant node of the main graph that holds floats on at least one axis;
    /// names stay.</summary>
    /// <returns>The model itself when there are none.</returns>
    public static OnnxModel Apply(OnnxModel model) => Apply(model, HoldsFloats);

    /// <summary>The model with an initializer in place of each Constant node of these names.</summary>
    /// <param name="model">The model.</param>
    /// <param name="names">Names of values; those that no Constant node of numbers makes are left out.</param>
    /// <returns>The model itself when there are none.</returns>
    public static OnnxModel Apply(OnnxModel model, IReadOnlySet<string> names) =>
        Apply(model, node => ConstantNodes.Value(node) is not null && names.Contains(node.Output[0]));

    private static OnnxModel Apply(OnnxModel model, Func<NodeProto, bool> moves)
    {
        if (!model.Graph.Node.Any(moves))
            return model;
        var graph = Sharing.Copy(model.Graph);
        Sharing.Replace(graph.Initializer, model.Graph.Initializer.Concat(model.Graph.Node.Where(moves).Select(Initializer)));
        Sharing.Replace(graph.Node, model.Graph.Node.Where(node => !moves(node)));
        return model.WithGraph(graph);
    }

    private static bool HoldsFloats(NodeProto node) =>
        ConstantNodes.Value(node) is { Dims.Count: > 0 } value && (ElementType)value.DataType is ElementType.Float or ElementType.Float16;

    private static TensorProto Initializer(NodeProto node) => TensorProtos.Named(ConstantNodes.Value(node)!, node.Output[0]);
}
