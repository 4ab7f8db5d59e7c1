using PruneBuild.Diagnostics;
using PruneBuild.Inference.Equivalence;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Planning;

namespace PruneBuild.Engine.Pruning;

/// <summary>Before any weight is changed, the cut must compute what the original computes with the removed units silenced.</summary>
public static class CutProof
{
    /// <summary>Largest relative difference of a right cut in 32-bit floats.</summary>
    public const double Tolerance = 1e-4;

    /// <summary>The same where the model computes in 16-bit floats, which round differently when sums get shorter.</summary>
    public const double HalfTolerance = 2e-2;

    /// <summary>Null when the cut is right; else what differs. A wrong cut is a bug of ours, and is never shipped.</summary>
    /// <param name="original">The model before the cut.</param>
    /// <param name="cut">The model after it, its weights sliced and nothing else.</param>
    /// <param name="analysed">What was found in the original.</param>
    /// <param name="silenced">The plan of the cut: what it removes is silenced in the original.
    /// Empty where the original must answer the same as it is.</param>
    /// <param name="bench">Where to run.</param>
    internal static Diagnostic? Check(OnnxModel original, OnnxModel cut, AnalysedModel analysed, PrunePlan silenced, Workbench bench)
    {
        var differences = EquivalenceCheck.Run(
            original, analysed.Probe.Facts, analysed.Structure, silenced, cut, analysed.Probe.Inputs, bench.Device,
            bench.Cancellation);
        if (!differences.IsOk)
            return differences.Diagnostics[0];
        var tolerance = analysed.Probe.Facts.Values.Values.Any(fact => fact.Type is ElementType.Float16 or ElementType.BFloat16)
            ? HalfTolerance
            : Tolerance;
        return differences.Value.Where(difference => !(difference.Relative <= tolerance))
            .Select(difference => DiagnosticCatalog.CutNotEquivalent.At(null, difference.Output, difference.Relative, tolerance))
            .FirstOrDefault();
    }
}
