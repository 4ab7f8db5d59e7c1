using PruneBuild.Diagnostics;

namespace PruneBuild.Engine.Manifest.Schema;

/// <summary>What steps cannot follow each other.</summary>
internal static class StepOrder
{
    /// <summary>Reports every step that would undo an earlier one, or do nothing.</summary>
    /// <param name="steps">The steps under <c>prune</c>, in order.</param>
    /// <param name="log">Where to.</param>
    public static void Check(IReadOnlyList<PruneStep> steps, DiagnosticLog log)
    {
        // A cut changes the shapes of tensors, and what is refit after it is refit without masks: zeros would fill again.
        foreach (var cut in steps.SkipWhile(step => !Masks(step)).Where(step => step.Remove is not null && !Masks(step)))
        {
            log.Report(DiagnosticCatalog.ManifestCombination, cut.Span,
                "This step cuts structures after a step that sets single weights to zero, which would fill them again. "
                + "Cut structures first, then mask, then recover: move this step before the first one with 'remove: { sparsity: … }'.");
        }

        if (steps is [{ Remove: null, Recover: { Kind.Value: not "mask-tuning" } early }, ..])
            log.Report(DiagnosticCatalog.ManifestCombination, early.Kind.Span,
                "Nothing was removed before this step, so that there is nothing to recover. Put it after the steps with 'remove'.");
        foreach (var tuned in steps.Where(step => step is { Remove: null, Recover.Kind.Value: "mask-tuning" }))
        {
            log.Report(DiagnosticCatalog.ManifestCombination, tuned.Recover!.Kind.Span,
                "Tuning exchanges weights that a mask took for weights that it left, which it knows while they are masked. "
                + "Write 'recover: mask-tuning' in the step that masks, the one with 'remove: { sparsity: … }'.");
        }
    }

    private static bool Masks(PruneStep step) => step.Remove is Removal.Sparsity or Removal.Pattern;
}
