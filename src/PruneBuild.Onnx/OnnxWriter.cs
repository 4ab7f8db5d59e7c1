using Google.Protobuf;
using PruneBuild.Onnx.Writing;

namespace PruneBuild.Onnx;

/// <summary>Writes ONNX files.</summary>
public static class OnnxWriter
{
    /// <summary>Writes the model, and its external data beside it when it has any, through temporary files moved into place.</summary>
    /// <param name="model">The model; it must not be disposed.</param>
    /// <param name="path">The main file. Data goes to <c>&lt;path&gt;.data</c>: what was external stays so, the large initializers of a
    /// model with external data join it, and so do those of a model that would exceed 2 GiB.</param>
    /// <param name="dataName">File name of the data, beside the model; null for <c>&lt;path&gt;.data</c>.</param>
    /// <returns>The files written: the main file, then the data file if there is one.</returns>
    /// <remarks>
    /// After a crash there is the old model, or the new one, or none; never a model beside the data of another one. Data that the
    /// model shares between tensors is written once.
    /// </remarks>
    /// <exception cref="IOException">A file cannot be written; what was there before is there again.</exception>
    /// <exception cref="InvalidDataException">What has to stay in the main file exceeds 2 GiB.</exception>
    public static IReadOnlyList<string> Write(OnnxModel model, string path, string? dataName = null)
    {
        using var files = new FilesMovedTogether();
        var dataPath = dataName is null ? path + ".data" : Path.Combine(Path.GetDirectoryName(path) ?? "", dataName);
        var plan = Externalization.Plan(model, ProtobufSize.Largest / 8 * 7);
        var externalized = plan?.Write(files.Create(dataPath), Path.GetFileName(dataPath));
        var proto = externalized ?? model.Proto;
        ProtobufSize.Check(proto);
        proto.WriteTo(files.Create(path));
        files.Commit();
        return externalized is null ? [path] : [path, dataPath];
    }
}
