using Google.Protobuf;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx;

/// <summary>Makes <see cref="TensorProto" />s.</summary>
public static class TensorProtos
{
    /// <summary>A named tensor in raw form; the bytes are shared, not copied.</summary>
    public static TensorProto Create(string name, Tensor tensor) => new()
    {
        Name = name,
        DataType = (int)tensor.Type,
        Dims = { tensor.Shape },
        RawData = UnsafeByteOperations.UnsafeWrap(tensor.Memory),
    };

    /// <summary>A named tensor of floats; without a shape, one axis.</summary>
    public static TensorProto Create(string name, float[] values, params ReadOnlySpan<long> shape) =>
        Create(name, Tensor.Of(values, shape));

    /// <summary>A named tensor of 64-bit integers; without a shape, one axis.</summary>
    public static TensorProto Create(string name, long[] values, params ReadOnlySpan<long> shape) =>
        Create(name, Tensor.Of(values, shape));

    /// <summary>A named scalar of 64 bits, as Gather indices and Reshape arithmetic want it.</summary>
    public static TensorProto Scalar(string name, long value) => Create(name, Tensor.Scalar(ElementType.Int64, value));

    /// <summary>A named float scalar.</summary>
    public static TensorProto Scalar(string name, float value) => Create(name, Tensor.Scalar(ElementType.Float, value));

    /// <summary>A named tensor of strings; without a shape, one axis.</summary>
    public static TensorProto Strings(string name, IReadOnlyList<string> values, params ReadOnlySpan<long> shape) => new()
    {
        Name = name,
        DataType = (int)ElementType.String,
        Dims = { shape.IsEmpty ? [values.Count] : shape.ToArray() },
        StringData = { values.Select(ByteString.CopyFromUtf8) },
    };
}
