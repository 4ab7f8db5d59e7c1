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
        var defects = First(ModelTensors.Of(model.Proto).Select(tensor => Check(model, tensor, name, place)));
        // Only sound tensors can be read to see whether they fit together.
        if (defects.Length == 0)
            defects = First(SparseDefect.All(model.Proto).Select(sparse => Check(model, sparse, name, place)));
        return defects.Length == 0 ? Result<OnnxModel>.Ok(model) : Result<OnnxModel>.Fail(defects);
    }

    private static Diagnostic[] First(IEnumerable<Diagnostic?> defects) => [.. defects.OfType<Diagnostic>().Take(MostDiagnostics)];

    private static Diagnostic? Check(OnnxModel model, SparseTensorProto sparse, string name, SourceSpan? place) =>
        SparseDefect.Of(model, sparse) is { } defect
            ? DiagnosticCatalog.TensorMalformed.At(place, SparseTensors.Name(sparse), name, defect)
            : null;

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
