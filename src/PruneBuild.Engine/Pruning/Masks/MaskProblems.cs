using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pruning.Recovery;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Planning;

namespace PruneBuild.Engine.Pruning.Masks;

/// <summary>What of an entry under <c>prune</c> that asks for zeros this version cannot do.</summary>
internal static class MaskProblems
{
    /// <summary>The problems of a step, each at its place; empty when a recipe can be made of it.</summary>
    public static IReadOnlyList<Diagnostic> Of(PruneStep step) =>
    [
        .. PatternCombinations.Of(step),
        .. OfCriterion(step),
        .. OfReconstruction(step),
        .. OfAllocation(step),
        .. OfTheRest(step),
    ];

    private static IEnumerable<Diagnostic> OfCriterion(PruneStep step)
    {
        if (step.Method is { } method && MaskCatalog.Preset(method.Value) is null)
            yield return Unknown(method, "method");
        if (step.Criterion is not { } criterion)
            yield break;
        if (MaskCatalog.Preset(criterion.Kind.Value) is null)
            yield return Unknown(criterion.Kind, "criterion");
        foreach (var setting in criterion.Misplaced)
            yield return setting.Criteria.Where(name => MaskCatalog.Preset(name) is not null).ToArray() is { Length: > 0 } masking
                ? RecipeProblems.NotAvailable(setting.Place, $"'{setting.Key}' with criterion '{criterion.Kind.Value}'", masking)
                : DiagnosticCatalog.ManifestCombination.At(
                    setting.Place,
                    $"'{setting.Key}' belongs to criterion {string.Join(" or ", setting.Criteria.Select(name => $"'{name}'"))}, which "
                    + $"chooses what is cut, and this step masks weights by '{criterion.Kind.Value}'. Remove it.");
        if (criterion is { Scope: { } scope, Kind.Value: "sparsegpt" or "sparsellm" } && step.Remove is not Removal.Pattern)
            yield return DiagnosticCatalog.ManifestCombination.At(
                scope.Span,
                $"'{criterion.Kind.Value}' compares the weights of all outputs in each block of features, whatever 'scope' says. "
                + "Remove it, or take a criterion such as wanda or alps.");
        if (criterion.Permute is { Value: true } permute && step.Remove is not Removal.Pattern)
            yield return DiagnosticCatalog.ManifestCombination.At(
                permute.Span,
                "'permute' puts features into an order in which a pattern such as 2:4 keeps more, and a share has no groups. "
                + "Remove it, or ask for a pattern.");
        if (criterion is { SoftMask: not null, Second: { } second })
            yield return DiagnosticCatalog.ManifestCombination.At(
                second.Span, "'soft-mask' says how SDS prunes the second time, and 'second' that another method does. Remove one of them.");
    }

    /// <summary>A method or criterion that masks nothing: one of structures, or none at all.</summary>
    private static Diagnostic Unknown(Located<string> name, string what)
    {
        var known = MaskCatalog.Presets.Select(preset => preset.Name);
        return MethodCatalog.Preset(name.Value) is null && MethodCatalog.Criterion(name.Value) is null
            ? RecipeProblems.NotAvailable(name.Span, $"masks by {what} '{name.Value}'", known)
            : DiagnosticCatalog.ManifestCombination.At(
                name.Span,
                $"'{name.Value}' cuts structures, and this 'remove' sets single weights to zero. Write 'remove: {{ flops: 50% }}', "
                + $"or take a method of masks: {string.Join(", ", MaskRecipes.Methods)}.");
    }

    private static IEnumerable<Diagnostic> OfReconstruction(PruneStep step)
    {
        if (step.Reconstruct is not { } reconstruct)
            yield break;
        var kind = reconstruct.Kind.Value;
        if (reconstruct.Ridge is { } ridge && kind is ReconstructionKind.None or ReconstructionKind.MeanBias)
            yield return RecipeProblems.NotAvailable(
                ridge.Span, $"'ridge' with reconstruction '{RecipeProblems.Word(kind)}'", ["least-squares", "rescale"]);
        if (reconstruct.Judged is { Value: true } judged
            && (kind != ReconstructionKind.LeastSquares || reconstruct.Ridge is not null))
            yield return DiagnosticCatalog.ManifestCombination.At(
                judged.Span,
                "'judged' chooses the ridge of 'kind: least-squares' by held-out batches. "
                + (reconstruct.Ridge is null ? "Take that kind, or remove 'judged'." : "Remove 'ridge', or 'judged'."));
        if (reconstruct.Targets is { Value: not OutputTargets.Own } aim && kind != ReconstructionKind.LeastSquares
            && (step.Criterion?.Kind.Value ?? step.Method?.Value) == "sparsellm")
            yield return DiagnosticCatalog.ManifestCombination.At(
                aim.Span,
                "'sparsellm' prunes two layers towards what they put out together. Remove 'targets', "
                + "or fit what it keeps with 'kind: least-squares'.");
        if (reconstruct.Tuning is { } tuning)
            yield return RecipeProblems.NotAvailable(tuning.Span, "'tuning' for masks", ["remove: flops"]);
        if (reconstruct.When is { } when)
            yield return RecipeProblems.NotAvailable(when.Span, "'when' for masks", ["targets"]);
        if (reconstruct.Per is { } per)
            yield return RecipeProblems.NotAvailable(per.Span, "'per' for masks", ["remove: flops"]);
        if (reconstruct is { Inputs.Value: InputSource.Dense, Targets: { Value: not OutputTargets.Own } targets })
            yield return DiagnosticCatalog.ManifestCombination.At(
                targets.Span, "With 'inputs: dense' a weight's own output is that of the original. Remove 'targets', or 'inputs'.");
    }

    private static IEnumerable<Diagnostic> OfAllocation(PruneStep step)
    {
        if (step.Allocate is not { } allocate)
            yield break;
        if (allocate.Kind is { Value: AllocationKind.Standardized or AllocationKind.StandardizedFeatures or AllocationKind.Exact } kind
            && step.Remove is not Removal.Pattern)
            yield return DiagnosticCatalog.ManifestCombination.At(
                kind.Span, "This 'allocate' divides units of structures, and this 'remove' sets single weights to zero. "
                + "Leave 'allocate' out, or take one for masks: uniform, global, owl, alpha, spdy, evolution.");
        if (allocate.Tail is { } tail && allocate.Kind is not { Value: AllocationKind.Alpha })
            yield return DiagnosticCatalog.ManifestCombination.At(
                tail.Span, "'tail' says how 'kind: alpha' reads spectra. Remove it, or take 'kind: alpha'.");
        if ((allocate.Generations ?? allocate.Population) is { } search && allocate.Kind is not { Value: AllocationKind.Evolution })
            yield return DiagnosticCatalog.ManifestCombination.At(
                search.Span,
                "'generations' and 'population' say how long 'kind: evolution' searches. Remove them, or take 'kind: evolution'.");
        if ((allocate.RoundTo?.Span ?? allocate.KeepAtLeast?.Span ?? allocate.Times?.Span) is { } sizes)
            yield return DiagnosticCatalog.ManifestCombination.At(sizes, "'round-to', 'keep-at-least' and 'times' say how many units of a "
                + "structure stay, and this 'remove' sets single weights to zero. Remove them.");
    }

    private static IEnumerable<Diagnostic> OfTheRest(PruneStep step)
    {
        if (step.Recover is { Kind.Value: "mask-tuning" } tuned && RecoveryRecipes.Misplaced(tuned) is { } misplaced)
            yield return misplaced;
        if (step.Structures.Count > 0)
            yield return DiagnosticCatalog.ManifestCombination.At(
                step.Structures[0].Span,
                "'structures' are cut, and 'remove: sparsity' sets single weights to zero. "
                + "Name weights under 'only', or remove 'structures'.");
    }
}
