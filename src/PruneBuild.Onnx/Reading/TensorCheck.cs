using PruneBuild.Diagnostics;
using PruneBuild.Onnx.Elements;
using PruneBuild.Onnx.External;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Reading;

/// <summary>Checks that every tensor of a model is complete, so that later stages can read without asking.</summary>
internal static class TensorCheck
{
    private const int MostDiagnostics = 20;

    /// <summary>The model, or the first few tensors that are broken.</summary>
    public static Result<OnnxModel> Run(OnnxModel model, string name, SourceSpan? place)
    {
        var defects = ModelTensors.Of(model.Proto)
            .Select(tensor => Check(model, tensor, name, place))
            .OfType<Diagnostic>()
            .Take(MostDiagnostics)
            .ToArray();
        return defects.Length == 0 ? Result<OnnxModel>.Ok(model) : Result<OnnxModel>.Fail(defects);
    }

    private static Diagnostic? Check(OnnxModel model, TensorProto tensor, string name, SourceSpan? place)
    {
        if (TensorDecoding.Defect(tensor) is { } defect)
            return DiagnosticCatalog.TensorMalformed.At(place, tensor.Name, name, defect);
        return model.ExternalDefect(tensor) is { } external ? Describe(external, tensor, name, place) : null;
    }

    private static Diagnostic Describe(ExternalDefect defect, TensorProto tensor, string name, SourceSpan? place) => defect.Kind switch
    {
        ExternalDefectKind.Malformed => DiagnosticCatalog.TensorMalformed.At(place, tensor.Name, name, defect.Reason),
        ExternalDefectKind.Missing => DiagnosticCatalog.ExternalDataMissing.At(place, tensor.Name, name, defect.File, defect.Reason),
        ExternalDefectKind.Outside => DiagnosticCatalog.ExternalDataOutside.At(place, tensor.Name, name, defect.File, defect.Reason),
        ExternalDefectKind.LfsPointer => DiagnosticCatalog.ModelIsLfsPointer.At(place, defect.File),
        _ => throw new ArgumentOutOfRangeException(nameof(defect), defect.Kind, "A kind without a diagnostic."),
    };
}
