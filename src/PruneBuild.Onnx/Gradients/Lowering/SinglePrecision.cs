using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Gradients.Lowering;

/// <summary>Half-precision models in single precision: gradients of a mean over a batch are often smaller than the smallest half.</summary>
internal static class SinglePrecision
{
    /// <summary>The model with every half a float: constants, casts, what is computed; inputs and outputs too.</summary>
    /// <returns>The model itself when it has no halves.</returns>
    public static OnnxModel Of(OnnxModel model)
    {
        if (!IsNeeded(model))
            return model;
        var proto = model.Proto.Clone();
        Widen(model, proto.Graph);
        return model.With(proto);
    }

    /// <summary>True when the model holds halves.</summary>
    public static bool IsNeeded(OnnxModel model) => ModelTensors.Of(model.Proto).Any(IsHalf);

    private static void Widen(OnnxModel model, GraphProto graph)
    {
        Sharing.Replace(graph.Initializer, graph.Initializer.Select(tensor => Widened(model, tensor)));
        foreach (var info in graph.Input.Concat(graph.Output).Concat(graph.ValueInfo))
        {
            if (info.Type?.TensorType is { ElemType: (int)ElementType.Float16 } type)
                type.ElemType = (int)ElementType.Float;
        }

        foreach (var node in graph.Node)
        {
            foreach (var attribute in node.Attribute)
                Widen(model, node, attribute);
        }
    }

    private static void Widen(OnnxModel model, NodeProto node, AttributeProto attribute)
    {
        if (attribute.T is { } tensor)
            attribute.T = Widened(model, tensor);
        if (attribute.G is { } body)
            Widen(model, body);
        if (attribute.I == (int)ElementType.Float16 && (attribute.Name, node.OpType) is ("to", "Cast") or ("dtype", _))
            attribute.I = (int)ElementType.Float;
    }

    private static TensorProto Widened(OnnxModel model, TensorProto tensor)
    {
        if (!IsHalf(tensor))
            return tensor;
        var values = model.Read(tensor);
        return TensorProtos.Create(tensor.Name, Tensor.Of(values.ToFloats(), values.Count).Reshape([.. values.Shape]));
    }

    private static bool IsHalf(TensorProto tensor) => tensor.DataType == (int)ElementType.Float16;
}
