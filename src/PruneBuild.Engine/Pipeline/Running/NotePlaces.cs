using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;

namespace PruneBuild.Engine.Pipeline.Running;

/// <summary>Where a note of a record belongs in the manifest: records keep no places, which move with every line that is
/// written above them.</summary>
internal static class NotePlaces
{
    /// <summary>The note at its place: where it was made, or else where it belongs.</summary>
    public static Diagnostic Placed(Diagnostic note, ModelEntry entry) => note with { Location = note.Location ?? Of(note, entry) };

    /// <summary>The key that the note is about, where the entry has just one such; else the entry.</summary>
    /// <param name="note">The note.</param>
    /// <param name="entry">The model's entry as it is now.</param>
    public static SourceSpan Of(Diagnostic note, ModelEntry entry) =>
        note.Code == DiagnosticCatalog.NothingStoredSparse.Code ? entry.Output.Storage.Span
        : note.Code == DiagnosticCatalog.OriginalGuesses.Code ? entry.Data?.Span ?? entry.Span
        : entry.Prune.Select(step => About(note.Code, step)).OfType<SourceSpan>().ToArray() is [var only] ? only : entry.Span;

    private static SourceSpan? About(string code, PruneStep step) =>
        code == DiagnosticCatalog.BudgetMet.Code ? (step.Remove as Removal.Target)?.Span
        : code == DiagnosticCatalog.PatternUneven.Code ? (step.Remove as Removal.Pattern)?.Span
        : code == DiagnosticCatalog.NothingToCompact.Code ? step.Compact?.Span
        : code == DiagnosticCatalog.CriterionUnfit.Code ? step.Criterion?.Span ?? step.Method?.Span
        : code == DiagnosticCatalog.CalibrationScarce.Code || code == DiagnosticCatalog.RefitGivenUp.Code
            ? step.Reconstruct?.Span ?? step.Method?.Span ?? step.Criterion?.Span
        : code == DiagnosticCatalog.MaskGivenUp.Code && step.Remove is (Removal.Sparsity or Removal.Pattern)
            ? step.Method?.Span ?? step.Criterion?.Span
        : code == DiagnosticCatalog.NothingLearnt.Code || code == DiagnosticCatalog.NothingHeldOut.Code
            || code == DiagnosticCatalog.FamiliesMissing.Code
            ? step.Recover?.Span
        : null;
}
