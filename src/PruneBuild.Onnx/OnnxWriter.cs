namespace PruneBuild.Onnx;

/// <summary>Writes ONNX files.</summary>
public static class OnnxWriter
{
    /// <summary>Writes the model, and its external data beside it when it has any, through temporary files moved into place.</summary>
    public static void Write(OnnxModel model, string path) => throw new NotImplementedException();

    /// <summary>The model as bytes with its external data inlined (at most 2 GiB).</summary>
    public static byte[] ToBytes(OnnxModel model) => throw new NotImplementedException();
}
