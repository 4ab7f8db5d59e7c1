using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Editing;

/// <summary>Constants that a model is given with every run, so that it need not be loaded again when they change.</summary>
public static class ConstantsAsInputs
{
    /// <summary>The model with inputs in place of initializers and Constant nodes of the main graph.</summary>
    /// <param name="model">The model.</param>
    /// <param name="tensors">What they are, by name: types and numbers of axes.</param>
    public static OnnxModel Apply(OnnxModel model, IReadOnlyDictionary<string, Tensor> tensors)
    {
        var graph = model.Graph.Clone();
        TensorProto[] initializers = [.. graph.Initializer.Where(tensor => !tensors.ContainsKey(tensor.Name))];
        NodeProto[] nodes = [.. graph.Node.Where(node => !ConstantNodes.Is(node) || !tensors.ContainsKey(node.Output[0]))];
        ValueInfoProto[] inputs = [.. graph.Input.Where(input => !tensors.ContainsKey(input.Name))];
        graph.Initializer.Clear();
        graph.Initializer.AddRange(initializers);
        graph.Node.Clear();
        graph.Node.AddRange(nodes);
        graph.Input.Clear();
        graph.Input.AddRange(inputs);
        foreach (var (name, tensor) in tensors)
            graph.Input.Add(ValueInfos.Tensor(name, tensor.Type, tensor.Rank));
        return model.WithGraph(graph);
    }
}
