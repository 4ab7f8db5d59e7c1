using PruneBuild.Onnx.External;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx;

/// <summary>The files beside a model that hold its external data.</summary>
public static class ExternalFiles
{
    /// <summary>Full paths in ordinal order, without duplicates, whether the files exist or not; those that would lead outside the model's
    /// folder are left out. Empty for a file that is no model: <see cref="OnnxReader" /> says what is wrong with it.</summary>
    public static IReadOnlyList<string> Of(string modelPath) => OnnxReader.Peek(modelPath) is { } proto ? Of(proto, modelPath) : [];

    /// <summary>The same for a model that has been read.</summary>
    public static IReadOnlyList<string> Of(ModelProto proto, string modelPath)
    {
        var folder = new ModelFolder(modelPath);
        return
        [
            .. ModelTensors.Of(proto).Where(TensorProtos.IsExternal)
                .Select(tensor => ExternalLocation.Of(tensor)?.File).OfType<string>().Distinct()
                .Select(folder.Resolve).OfType<string>().Distinct().Order(StringComparer.Ordinal),
        ];
    }
}
