using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;
using PruneBuild.Onnx.Elements;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx;

/// <summary>Makes <see cref="TensorProto" />s, and reads files of one.</summary>
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

    /// <summary>A tensor under a name: itself where that is its own.</summary>
    public static TensorProto Named(TensorProto tensor, string name)
    {
        if (tensor.Name == name)
            return tensor;
        var named = tensor.Clone();
        named.Name = name;
        return named;
    }

    /// <summary>True when a tensor's elements lie in another file.</summary>
    internal static bool IsExternal(TensorProto tensor) => tensor.DataLocation == TensorProto.Types.DataLocation.External;

    /// <summary>Reads a file of one tensor, as ONNX's test data has them.</summary>
    /// <param name="bytes">A serialised <see cref="TensorProto" />.</param>
    /// <param name="name">The tensor's own name; often empty.</param>
    /// <param name="tensor">The tensor; null when the result is false.</param>
    /// <param name="reason">Why it cannot be read; empty when it can.</param>
    public static bool TryParse(byte[] bytes, out string name, [NotNullWhen(true)] out Tensor? tensor, out string reason)
    {
        (name, tensor) = ("", null);
        try
        {
            var proto = TensorProto.Parser.ParseFrom(bytes);
            name = proto.Name;
            reason = TensorDecoding.Defect(proto)
                ?? (proto.DataType == (int)ElementType.String
                    ? "it holds strings"
                    : IsExternal(proto) ? "its elements are in another file" : "");
            if (reason.Length == 0)
                tensor = TensorDecoding.Decode(proto);
            return tensor is not null;
        }
        catch (InvalidProtocolBufferException)
        {
            reason = "it is no tensor in ONNX's form";
            return false;
        }
    }
}
