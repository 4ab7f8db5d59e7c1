using Google.Protobuf;
using PruneBuild.Onnx.Proto;
using PruneBuild.Onnx.Writing;

namespace PruneBuild.Onnx;

/// <summary>Writes ONNX files.</summary>
public static class OnnxWriter
{
    /// <summary>Writes the model, and its external data beside it when it has any.</summary>
    /// <param name="model">The model; it must not be disposed, nor have its own data in the files that are written.</param>
    /// <param name="path">The main file. Data goes to <c>&lt;path&gt;.data</c>: what was external stays so, the large initializers of a
    /// model with external data join it, and so do those of a model that would exceed 2 GiB.</param>
    /// <param name="dataName">File name of the data, beside the model; null for <c>&lt;path&gt;.data</c>.</param>
    /// <returns>The files written: the main file, then the data file if there is one.</returns>
    /// <remarks>
    /// A write that fails leaves what it has written so far: the folder should be one that nobody looks into yet. Data that the model
    /// shares between tensors is written once.
    /// </remarks>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="InvalidDataException">What has to stay in the main file exceeds 2 GiB.</exception>
    public static IReadOnlyList<string> Write(OnnxModel model, string path, string? dataName = null)
    {
        if (Externalization.Plan(model, ProtobufSize.Largest / 8 * 7) is not { } plan)
        {
            WriteMain(model.Proto, path);
            return [path];
        }

        var dataPath = dataName is null ? path + ".data" : Path.Combine(Path.GetDirectoryName(path) ?? "", dataName);
        WriteMain(WriteData(plan, dataPath), path);
        return [path, dataPath];
    }

    private static ModelProto WriteData(Externalization plan, string path)
    {
        using var file = Create(path);
        return plan.Write(file, Path.GetFileName(path));
    }

    private static void WriteMain(ModelProto proto, string path)
    {
        ProtobufSize.Check(proto);
        using var file = Create(path);
        proto.WriteTo(file);
    }

    private static FileStream Create(string path) => new(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);
}
