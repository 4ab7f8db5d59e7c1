using PruneBuild.Diagnostics;

namespace PruneBuild.Engine.Pruning;

/// <summary>Why a step has nothing to work on: the model has nothing of the kind, or the manifest leaves nothing of it.</summary>
internal static class NothingLeft
{
    /// <summary>PB2050.</summary>
    /// <param name="place">The step.</param>
    /// <param name="groups">Groups of the model.</param>
    /// <param name="refusals">Dimensions that cannot be cut.</param>
    public static Diagnostic ToPrune(SourceSpan? place, int groups, int refusals) => DiagnosticCatalog.NothingToPrune.At(
        place,
        groups == 0 ? "The model has no group that can be cut" : $"Of the model's {groups} prunable groups the method and the manifest's 'only', 'keep' and 'structures' leave none",
        refusals);

    /// <summary>PB2060.</summary>
    /// <param name="place">The step.</param>
    /// <param name="weights">Weights of the model that masks know.</param>
    /// <param name="refusals">Weights that they do not know.</param>
    public static Diagnostic ToMask(SourceSpan? place, int weights, int refusals) => DiagnosticCatalog.NothingToMask.At(
        place,
        weights == 0 ? "The model has no weight that masks know" : $"Of the model's {weights} weights that masks know, the manifest's 'only' and 'keep' and the default exclusions leave none",
        refusals,
        weights == 0 ? "" : ", and name weights under 'only'");
}
