using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx;

/// <summary>Makes <see cref="TensorProto" />s.</summary>
public static class TensorProtos
{
    /// <summary>A named tensor in raw form.</summary>
    public static TensorProto Create(string name, Tensor tensor) => throw new NotImplementedException();
}
