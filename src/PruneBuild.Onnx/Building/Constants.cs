using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Building;

/// <summary>Numbers as tensors of any numeric type that graphs compute with.</summary>
internal static class Constants
{
    /// <summary>A scalar.</summary>
    public static Tensor Scalar(ElementType type, double number) => Of(type, number);

    /// <summary>The attribute <c>value</c> of ConstantOfShape.</summary>
    public static AttributeProto Attribute(ElementType type, double number) =>
        NodeWriter.Attribute("value", TensorProtos.Create("", Of(type, number, 1)));

    private static Tensor Of(ElementType type, double number, params ReadOnlySpan<long> shape) => type switch
    {
        ElementType.Double => new Tensor(type, ValueList.Create(shape), BitConverter.GetBytes(number)),
        ElementType.Int64 => new Tensor(type, ValueList.Create(shape), BitConverter.GetBytes((long)number)),
        ElementType.Int32 => new Tensor(type, ValueList.Create(shape), BitConverter.GetBytes((int)number)),
        _ => new Tensor(type, ValueList.Create(shape), Tensor.OfFloats(type, [(float)number], 1).Memory),
    };
}
