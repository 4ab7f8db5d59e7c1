using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Pipeline;

/// <summary>The ONNX file that an entry of the manifest names.</summary>
internal static class SourceModel
{
    /// <summary>Reads it.</summary>
    /// <returns>The model; or PB2xxx, where the file is named when it is not there: that is where it is mended.</returns>
    public static Result<OnnxModel> Read(PruneManifest manifest, ModelEntry entry)
    {
        var read = OnnxReader.Read(manifest.Resolve(entry.Source.Value));
        return read.IsOk
            ? read
            : Result<OnnxModel>.Fail([.. read.Diagnostics.Select(problem => problem.Code == DiagnosticCatalog.ModelMissing.Code ? problem with { Location = entry.Source.Span } : problem)]);
    }
}
