using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest.Schema;
using PruneBuild.Pruning.Planning;

namespace PruneBuild.Engine.Manifest;

/// <summary>Keys that say nothing beside a pattern such as 2:4.</summary>
internal static class PatternCombinations
{
    /// <summary>PB1013 for each such key of a step; empty where it removes otherwise.</summary>
    public static IEnumerable<Diagnostic> Of(PruneStep step)
    {
        if (step.Remove is not Removal.Pattern)
            yield break;
        if (step.Criterion?.Scope is { } scope)
            yield return DiagnosticCatalog.ManifestCombination.At(
                scope.Span,
                "A pattern such as 2:4 compares the weights of each group of neighbours, whatever 'scope' says. "
                + "Remove it, or ask for a share.");
        if (step.Allocate?.Kind is { Value: not AllocationKind.Uniform } divides)
            yield return DiagnosticCatalog.ManifestCombination.At(
                divides.Span,
                $"A pattern such as 2:4 is the same in every weight, so 'allocate: {StageSchema.AllocationKinds.WordOf(divides.Value)}' "
                + "has nothing to divide. Remove it, or ask for a share.");
    }
}
