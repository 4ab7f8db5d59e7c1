using PruneBuild.Diagnostics;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Equivalence;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Rewriting;

namespace PruneBuild.Engine.Pruning;

/// <summary>Before any weight is changed, the cut must compute what the original computes with the removed units silenced.</summary>
public static class CutProof
{
    /// <summary>Largest relative difference of a right cut in 32-bit floats.</summary>
    public const double Tolerance = 1e-4;

    /// <summary>The same where the model computes in 16-bit floats, which round differently when sums get shorter.</summary>
    public const double HalfTolerance = 2e-2;

    /// <summary>Null when the cut is right; else what differs. A wrong cut is a bug of ours, and is never shipped.</summary>
    public static Diagnostic? Check(OnnxModel original, AnalysedModel analysed, PrunePlan plan, Device device) =>
        Difference(original, GraphCutter.Cut(original, analysed.Structure, plan), analysed, plan, device);

    /// <summary>Null when a cut model computes what the original computes as it is, nothing silenced; else what differs.</summary>
    public static Diagnostic? CheckSame(OnnxModel original, OnnxModel cut, AnalysedModel analysed, Device device) =>
        Difference(original, cut, analysed, PrunePlan.Empty, device);

    private static Diagnostic? Difference(OnnxModel original, OnnxModel cut, AnalysedModel analysed, PrunePlan silenced, Device device)
    {
        var differences = EquivalenceCheck.Run(original, analysed.Probe.Facts, analysed.Structure, silenced, cut, analysed.Probe.Inputs, device);
        if (!differences.IsOk)
            return differences.Diagnostics[0];
        var tolerance = analysed.Probe.Facts.Values.Values.Any(fact => fact.Type is ElementType.Float16 or ElementType.BFloat16)
            ? HalfTolerance
            : Tolerance;
        return differences.Value.Where(difference => !(difference.Relative <= tolerance))
            .Select(difference => DiagnosticCatalog.CutNotEquivalent.At(null, difference.Output, difference.Relative, tolerance)).FirstOrDefault();
    }
}
