using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Pipeline.Loading;

/// <summary>The ONNX file that an entry of the manifest names.</summary>
internal static class SourceModel
{
    /// <summary>Reads it.</summary>
    /// <returns>The model; or PB2xxx, which stands where the file is named when there is none.</returns>
    public static Result<OnnxModel> Read(PruneManifest manifest, ModelEntry entry) =>
        OnnxReader.Read(manifest.Resolve(entry.Source.Value), entry.Source.Span);

    /// <summary>The files of a model that was read: its own, and its external data.</summary>
    public static IReadOnlyList<string> FilesOf(OnnxModel model) => [model.Path!, .. ExternalFiles.Of(model.Proto, model.Path!)];
}
