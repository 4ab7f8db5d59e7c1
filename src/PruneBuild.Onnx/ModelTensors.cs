using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx;

/// <summary>Every tensor of a model, wherever it hides.</summary>
public static class ModelTensors
{
    /// <summary>
    /// Initializers, sparse initializers and tensor attributes of the main graph, of all bodies, of functions and of training graphs, in
    /// file order. A tensor may come twice when the tree shares it.
    /// </summary>
    public static IEnumerable<TensorProto> Of(ModelProto model) =>
        Graphs(model).SelectMany(Of)
            .Concat(model.Functions.SelectMany(function => function.Node).SelectMany(Of))
            .Concat(model.Functions.SelectMany(function => function.AttributeProto).SelectMany(Of));

    private static IEnumerable<GraphProto> Graphs(ModelProto model) =>
        model.TrainingInfo.SelectMany(training => new[] { training.Initialization, training.Algorithm })
            .Prepend(model.Graph)
            .Where(graph => graph is not null);

    private static IEnumerable<TensorProto> Of(GraphProto graph) =>
        graph.Initializer.Concat(graph.SparseInitializer.SelectMany(Of)).Concat(graph.Node.SelectMany(Of));

    private static IEnumerable<TensorProto> Of(NodeProto node) => node.Attribute.SelectMany(Of);

    private static IEnumerable<TensorProto> Of(AttributeProto attribute)
    {
        var own = attribute.T is { } tensor ? attribute.Tensors.Prepend(tensor) : attribute.Tensors;
        var sparse = attribute.SparseTensor is { } one ? attribute.SparseTensors.Prepend(one) : attribute.SparseTensors;
        var bodies = attribute.G is { } body ? attribute.Graphs.Prepend(body) : attribute.Graphs;
        return own.Concat(sparse.SelectMany(Of)).Concat(bodies.SelectMany(Of));
    }

    private static IEnumerable<TensorProto> Of(SparseTensorProto sparse) =>
        new[] { sparse.Values, sparse.Indices }.Where(tensor => tensor is not null);
}
