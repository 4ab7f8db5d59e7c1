using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pipeline.Fingerprints;

namespace PruneBuild.Engine.Pipeline.Running;

/// <summary>Models that are to be embedded and have external data: ONNX Runtime finds no file beside a model that
/// comes out of an assembly.</summary>
internal static class UnembeddableModels
{
    /// <summary>PB2008 at each of them.</summary>
    /// <param name="models">Entries of the manifest.</param>
    /// <param name="files">Their files, in the same order.</param>
    public static Diagnostic[] Of(IReadOnlyList<ModelEntry> models, IReadOnlyList<InputFiles> files) =>
    [
        .. models.Zip(files).Where(pair => pair.First.Output.Form.Value == OutputForm.Resource && pair.Second.External.Count > 0)
            .Select(pair => DiagnosticCatalog.ResourceWithData.At(
                pair.First.Output.Form.Span, pair.First.Name.Value, string.Join("', '", pair.Second.External.Select(Path.GetFileName)))),
    ];
}
