using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Writing;

/// <summary>The limit of 2 GiB on one protobuf message.</summary>
internal static class ProtobufSize
{
    /// <summary>Most bytes that one message can have in a .NET array.</summary>
    public static long Largest { get; } = Array.MaxLength;

    /// <summary>Bytes of raw tensor data inside a tree: all that can make it large, since the rest came from one file.</summary>
    public static long RawBytes(ModelProto model) => ModelTensors.Of(model).Sum(tensor => (long)tensor.RawData.Length);

    /// <exception cref="InvalidDataException">The message is too large to be written.</exception>
    public static void Check(ModelProto model)
    {
        // Protobuf counts in 32 bits and wraps, so the large part is counted here first.
        var raw = RawBytes(model);
        if (raw > Largest || model.CalculateSize() is var size && (size < raw || size > Largest))
            throw new InvalidDataException($"The model has {raw} bytes of tensors in its main file; protobuf holds at most 2 GiB.");
    }
}
