using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Pruning.Rewriting;

/// <summary>Small changes to a graph that its caller has cloned.</summary>
internal static class GraphPatch
{
    /// <summary>Gives one input of one node a new constant; other readers of the old one keep it.</summary>
    public static void SetConstant(GraphProto graph, NodeProto node, int input, Tensor tensor)
    {
        var name = node.Input[input];
        var index = new GraphIndex(graph);
        var alone = index.Uses(name).Count == 1;
        if (alone && PositionOfInitializer(graph, name) is >= 0 and var position)
        {
            graph.Initializer[position] = TensorProtos.Create(name, tensor);
            Restate(graph, new Dictionary<string, Tensor> { [name] = tensor });
            return;
        }

        if (alone && index.Producer(name) is { } made && ConstantNodes.Is(made))
        {
            ConstantNodes.Set(made, tensor);
            Restate(graph, new Dictionary<string, Tensor> { [name] = tensor });
            return;
        }

        var fresh = new UniqueNames(graph).Next($"{name}_refit");
        graph.Initializer.Add(TensorProtos.Create(fresh, tensor));
        node.Input[input] = fresh;
    }

    /// <summary>Shapes of constants are stated elsewhere too: before IR version 4 every initializer is also a graph input, and PyTorch's
    /// exporter notes shapes of all values.</summary>
    public static void Restate(GraphProto graph, IReadOnlyDictionary<string, Tensor> replaced)
    {
        foreach (var info in GraphTree.Of(graph).SelectMany(part => part.Input.Concat(part.ValueInfo)))
        {
            if (!replaced.TryGetValue(info.Name, out var edited) || info.Type?.TensorType?.Shape is not { } shape)
                continue;
            for (var axis = 0; axis < edited.Rank && axis < shape.Dim.Count; axis++)
                shape.Dim[axis].DimValue = edited.Shape[axis];
        }
    }

    /// <summary>Index of an initializer, or -1.</summary>
    public static int PositionOfInitializer(GraphProto graph, string name)
    {
        for (var i = 0; i < graph.Initializer.Count; i++)
        {
            if (graph.Initializer[i].Name == name)
                return i;
        }

        return -1;
    }

    /// <summary>Floats as a tensor of the given type.</summary>
    /// <exception cref="ArgumentException">The type holds no floats.</exception>
    public static Tensor Floats(ElementType type, float[] values, ValueList<long> shape) => Tensor.OfFloats(type, values, shape.Span);
}
