using Google.Protobuf;
using PruneBuild.Onnx.Writing;

namespace PruneBuild.Onnx;

/// <summary>Writes ONNX files.</summary>
public static class OnnxWriter
{
    /// <summary>Writes the model, and its external data beside it when it has any, through temporary files moved into place.</summary>
    public static void Write(OnnxModel model, string path)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        File.WriteAllBytes(temporary, ToBytes(model));
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>The model as bytes with its external data inlined (at most 2 GiB).</summary>
    /// <exception cref="InvalidDataException">The model is larger than protobuf can hold.</exception>
    public static byte[] ToBytes(OnnxModel model) => Inlining.Inline(model).ToByteArray();
}
