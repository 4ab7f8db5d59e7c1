using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Engine.Data.Preparation;

/// <summary>An input of the model that data has to feed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Sizes; null where the model leaves them open. The first axis is records.</param>
public sealed record ModelInput(string Name, ElementType Type, ValueList<long?> Shape)
{
    /// <summary>The inputs of a model that are not initializers.</summary>
    public static ValueList<ModelInput> Of(OnnxModel model)
    {
        var index = new GraphIndex(model.Graph);
        return model.Graph.Input.Where(input => index.IsInput(input.Name)).Select(Of).ToValueList();
    }

    private static ModelInput Of(ValueInfoProto input) => new(
        input.Name,
        (ElementType)(input.Type?.TensorType?.ElemType ?? 0),
        (input.Type?.TensorType?.Shape?.Dim ?? []).Select(dim =>
            dim.ValueCase == TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue && dim.DimValue > 0
                ? dim.DimValue
                : (long?)null).ToValueList());

    /// <summary>A tensor's numbers in this input's element type.</summary>
    /// <returns>The tensor; null when the type cannot hold one of the numbers: a fraction, or beyond its range.</returns>
    public Tensor? Convert(Tensor tensor)
    {
        if (tensor.Type == Type)
            return tensor;
        if (!WholeNumbers.Are(Type))
            return Tensor.OfFloats(Type, tensor.ToFloats(), tensor.Shape.Span);
        return WholeNumbers.Exactly(tensor) is { } numbers && numbers.All(number => WholeNumbers.Fits(Type, number))
            ? WholeNumbers.Tensor(Type, numbers, tensor.Shape)
            : null;
    }
}
