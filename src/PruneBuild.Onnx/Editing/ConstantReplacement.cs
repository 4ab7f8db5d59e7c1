using PruneBuild.Onnx.Building;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Editing;

/// <summary>Constants with other elements.</summary>
internal static class ConstantReplacement
{
    private const string ValuePrefix = "value";

    /// <summary>A Constant node with another value; whichever of the value attributes it had is replaced.</summary>
    public static NodeProto InNode(NodeProto node, TensorProto tensor)
    {
        var edited = node.Clone();
        var others = node.Attribute.Where(attribute => !attribute.Name.StartsWith(ValuePrefix, StringComparison.Ordinal));
        Sharing.Replace(edited.Attribute, others);
        edited.Attribute.Add(NodeWriter.Attribute(ValuePrefix, tensor));
        return edited;
    }

    /// <summary>A noted type and shape, made to fit the tensor of that name if there is a new one.</summary>
    public static ValueInfoProto Retyped(ValueInfoProto info, IReadOnlyDictionary<string, TensorProto> tensors)
    {
        if (!tensors.TryGetValue(info.Name, out var tensor) || info.Type?.TensorType is null)
            return info;
        var edited = info.Clone();
        edited.Type.TensorType.ElemType = tensor.DataType;
        var dims = tensor.Dims.Select(dim => new TensorShapeProto.Types.Dimension { DimValue = dim });
        edited.Type.TensorType.Shape = new() { Dim = { dims } };
        return edited;
    }
}
