using PruneBuild.Diagnostics;

namespace PruneBuild.Onnx;

/// <summary>Reads ONNX files.</summary>
public static class OnnxReader
{
    /// <summary>Reads a model and checks that all its tensors are complete; external data is mapped, not copied.</summary>
    public static Result<OnnxModel> Read(string path) => throw new NotImplementedException();

    /// <summary>Parses a model from memory; <paramref name="path" /> says where external data would lie and names it in messages.</summary>
    public static Result<OnnxModel> Parse(ReadOnlyMemory<byte> bytes, string? path = null) => throw new NotImplementedException();
}
