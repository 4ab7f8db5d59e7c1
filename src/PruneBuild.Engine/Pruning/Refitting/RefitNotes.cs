using PruneBuild.Diagnostics;
using PruneBuild.Engine.Reporting;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.Steps;

namespace PruneBuild.Engine.Pruning.Refitting;

/// <summary>What went wrong, or may have, in the refits of a step.</summary>
internal sealed class RefitNotes
{
    private readonly List<Diagnostic> diagnostics = [];
    private bool isScarce;

    /// <summary>Warnings, in their order; of consumers with too little data only the first.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics => diagnostics;

    /// <summary>Reconstructs a consumer, and notes when its solve was given up, or had fewer rows than it fits
    /// numbers for each output.</summary>
    /// <param name="reconstruction">How.</param>
    /// <param name="cut">The consumer.</param>
    /// <param name="task">What was measured of it.</param>
    public Reconstructed Reconstruct(IReconstruction reconstruction, ConsumerCut cut, ReconstructionTask task)
    {
        if (!isScarce && reconstruction.RowsPerFeature > 0 && task.Moments.Rows < task.Kept.Count)
        {
            isScarce = true;
            diagnostics.Add(DiagnosticCatalog.CalibrationScarce.At(
                null, Amount.Of(task.Moments.Rows, "row"), task.Kept.Count, cut.Groups[0],
                reconstruction.RowsPerFeature * (long)task.Kept.Count));
        }

        var result = cut.Reconstruction(reconstruction).Reconstruct(task);
        if (result.Note is { } note)
            diagnostics.Add(DiagnosticCatalog.RefitGivenUp.At(null, $"{cut.Groups[0]}: {note}"));
        return result;
    }
}
