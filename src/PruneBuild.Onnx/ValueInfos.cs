using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx;

/// <summary>Makes <see cref="ValueInfoProto" />s: the names and types of inputs and outputs.</summary>
public static class ValueInfos
{
    /// <summary>A tensor of known rank whose dims are all open.</summary>
    public static ValueInfoProto Tensor(string name, ElementType type, int rank) =>
        Tensor(name, type, Enumerable.Repeat(new TensorShapeProto.Types.Dimension(), rank));

    /// <summary>A tensor of unknown rank.</summary>
    public static ValueInfoProto OfAnyShape(string name, ElementType type) =>
        new() { Name = name, Type = new() { TensorType = new() { ElemType = (int)type } } };

    /// <summary>A tensor with these dims; a dim without number and name is open.</summary>
    public static ValueInfoProto Tensor(string name, ElementType type, IEnumerable<TensorShapeProto.Types.Dimension> dims) => new()
    {
        Name = name,
        Type = new() { TensorType = new() { ElemType = (int)type, Shape = new() { Dim = { dims } } } },
    };
}
