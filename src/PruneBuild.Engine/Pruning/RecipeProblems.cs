using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Reporting.Structures;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.Hywia;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Pruning;

/// <summary>What of an entry under <c>prune</c> that cuts structures this version cannot do.</summary>
internal static class RecipeProblems
{
    /// <summary>The problems of a step, each at its place; empty when a recipe can be made of it.</summary>
    public static IReadOnlyList<Diagnostic> Of(PruneStep step) =>
    [
        .. OfCriterion(step),
        .. OfReconstruction(step),
        .. OfRefitBefore(step),
        .. OfAllocation(step),
        .. OfRemoval(step),
        .. OfBranches(step),
    ];

    /// <summary>Something that cannot be had at a place, and what can.</summary>
    public static Diagnostic NotAvailable(SourceSpan place, string what, IEnumerable<string> instead) =>
        DiagnosticCatalog.NotAvailable.At(place, what, string.Join(", ", instead.Distinct()));

    /// <summary>How prune.yaml calls a kind of reconstruction.</summary>
    public static string Word(ReconstructionKind kind) => kind switch
    {
        ReconstructionKind.LeastSquares => "least-squares",
        ReconstructionKind.MeanBias => "mean-bias",
        ReconstructionKind.Rescale => "rescale",
        _ => "none",
    };

    private static IEnumerable<Diagnostic> OfCriterion(PruneStep step)
    {
        if (step.Method is { } method && MethodCatalog.Preset(method.Value) is null)
            yield return Unknown(method, "method", MethodCatalog.Presets.Select(preset => preset.Name));
        if (step.Criterion is not { } criterion)
            yield break;
        var known = MethodCatalog.Criterion(criterion.Kind.Value);
        if (known is null)
            yield return Unknown(criterion.Kind, "criterion", MethodCatalog.Criteria.Select(one => one.Name));
        foreach (var setting in criterion.Misplaced)
            yield return NotAvailable(setting.Place, $"'{setting.Key}' with criterion '{criterion.Kind.Value}'", setting.Criteria);
        if ((criterion.ScoreShare?.Span ?? criterion.ScoreEvery?.Span) is { } measured
            && criterion.Kind.Value == "kprune" && !Recipes.IsStepwise(step))
            yield return DiagnosticCatalog.ManifestCombination.At(
                measured,
                "'score-share' and 'score-every' say how 'method: kprune' measures scores anew between its cuts, and "
                + $"'method: {step.Method?.Value}' measures all of them once. Remove them, or take 'method: kprune'.");
        if (criterion is { Kind.Value: "llm-pruner", Grain: { Value: ImportanceGrain.Fused } grain })
            yield return NotAvailable(grain.Span, "'grain: fused' with criterion 'llm-pruner'", ["fine", "coarse"]);
        if (criterion.SwapRounds is { Value: > 0 } swaps
            && step.Reconstruct is { Kind.Value: ReconstructionKind.None } or { Inputs.Value: InputSource.Dense })
            yield return NotAvailable(
                swaps.Span, "'swap-rounds' where units are not chosen again from the model as cut so far", ["inputs: sequential"]);
        // Settings of a criterion of masks say nothing more than its name, which is refused already.
        if (known is not null && criterion.Scope is { } scope)
            yield return NotAvailable(scope.Span, "'scope' for structures", ["remove: sparsity"]);
        if (known is not null && criterion.Permute is { Value: true } permute)
            yield return NotAvailable(permute.Span, "'permute' for structures", ["remove: 2:4"]);
    }

    /// <summary>A method or criterion that cuts nothing: one of masks, or none at all.</summary>
    private static Diagnostic Unknown(Located<string> name, string what, IEnumerable<string> known) =>
        MaskCatalog.Preset(name.Value) is null
            ? NotAvailable(name.Span, $"{what} '{name.Value}'", known)
            : DiagnosticCatalog.ManifestCombination.At(
                name.Span,
                $"'{name.Value}' sets single weights to zero, and this 'remove' cuts structures. "
                + "Write 'remove: { sparsity: 50% }' or a pattern such as 2:4, or take a method that cuts: "
                + $"{string.Join(", ", Recipes.Methods)}.");

    private static IEnumerable<Diagnostic> OfReconstruction(PruneStep step)
    {
        if (step.Reconstruct is not { } reconstruct)
            yield break;
        var kind = reconstruct.Kind.Value;
        if (reconstruct.Inputs is { Value: InputSource.Dense } inputs && Recipes.IsStepwise(step))
            yield return NotAvailable(inputs.Span, "'inputs: dense' where the budget is divided anew before each cut", ["sequential"]);
        if (reconstruct.Ridge is { } ridge && kind != ReconstructionKind.LeastSquares)
            yield return NotAvailable(ridge.Span, $"'ridge' with reconstruction '{Word(kind)}' of structures", ["least-squares"]);
        if (reconstruct.Per is { } per && kind != ReconstructionKind.Rescale)
            yield return NotAvailable(per.Span, $"'per' with reconstruction '{Word(kind)}'", ["rescale"]);
        if (reconstruct.Tuning is { } tuning
            && (kind != ReconstructionKind.Rescale
                || (tuning.Value == TuningScope.Published && reconstruct.Inputs.Value == InputSource.Dense)))
            yield return NotAvailable(tuning.Span, "'tuning' with this reconstruction", ["rescale", "inputs: sequential"]);
        if (reconstruct.Targets is { Value: not OutputTargets.Original } targets)
            yield return NotAvailable(targets.Span, "'targets' other than the original's outputs for structures", ["original"]);
        if (reconstruct.Judged is { Value: true } judged)
            yield return NotAvailable(judged.Span, "'judged' for structures", ["remove: sparsity"]);
    }

    private static IEnumerable<Diagnostic> OfRefitBefore(PruneStep step)
    {
        if (step.Reconstruct is not { When: { Value: RefitTime.Before } when } reconstruct)
            yield break;
        var judge = step.Criterion?.Kind.Value ?? Recipes.Preset(step).Criterion.Name;
        if (MethodCatalog.Criterion(judge) is { JudgesRefitWeights: false })
            yield return NotAvailable(
                when.Span, $"'when: before' with criterion '{judge}'",
                MethodCatalog.Criteria.Where(known => known.JudgesRefitWeights).Select(known => known.Name));
        else if (reconstruct.Kind.Value != ReconstructionKind.LeastSquares)
            yield return NotAvailable(when.Span, "'when: before' with this reconstruction", ["least-squares"]);
        if (reconstruct.Inputs.Value == InputSource.Dense)
            yield return NotAvailable(
                reconstruct.Inputs.Span, "'inputs: dense' where weights are refit before the cut", ["sequential"]);
    }

    private static IEnumerable<Diagnostic> OfAllocation(PruneStep step)
    {
        if (step.Allocate is not { } allocate)
            yield break;
        if (allocate.Kind is
            {
                Value: AllocationKind.Owl or AllocationKind.Alpha or AllocationKind.Spdy or AllocationKind.Evolution
            } zeros)
        {
            yield return DiagnosticCatalog.ManifestCombination.At(
                zeros.Span, "This 'allocate' divides zeros among masked weights, and this 'remove' cuts structures. "
                + "Leave 'allocate' out, or take one for structures: global, standardized, standardized-features, uniform, exact.");
            // That is one mistake, whatever else of it does not fit structures.
            yield break;
        }

        if (allocate.Tail is { } tail)
            yield return NotAvailable(tail.Span, "'tail' for structures", ["remove: sparsity"]);
        if ((allocate.Generations ?? allocate.Population) is { } search)
            yield return NotAvailable(
                search.Span, "'generations' and 'population' for structures", ["allocate: evolution with remove: sparsity"]);
        if (step.Remove is { IsTime: true } && allocate.Kind is { Value: not AllocationKind.Global } kind)
            yield return NotAvailable(kind.Span, "this allocation of a time", ["global"]);
        if (step.Remove is Removal.Units && allocate.Kind is { Value: not AllocationKind.Uniform } rule)
            yield return DiagnosticCatalog.ManifestCombination.At(
                rule.Span,
                "Under 'remove: { units: … }' every group loses the same share, so that no rule divides anything. "
                + "Leave 'kind' out, or name a cost under 'remove', such as 'flops: 30%'.");
    }

    private static IEnumerable<Diagnostic> OfRemoval(PruneStep step)
    {
        if (step.Remove is null or Removal.Sparsity or Removal.Pattern or Removal.AsMuchAsGates)
            yield return NotAvailable(
                step.Remove?.Span ?? step.Span, "this kind of 'remove'", ["flops", "parameters", "bytes", "latency", "units"]);
        if (step.Remove is { IsTime: true })
        {
            // A time is allotted by a knapsack over measured sizes: methods that search masks price in operations.
            var preset = MethodCatalog.Preset(step.Method?.Value ?? "");
            var plain = MethodCatalog.Presets.Where(known => known.Criterion is not ISearch).Select(known => known.Name);
            if (step.Criterion is null && preset is { Criterion: ISearch })
                yield return NotAvailable(step.Method!.Span, $"'remove: latency' by '{step.Method.Value}'", plain);
            if (step.Criterion is { } criterion && MethodCatalog.Criterion(criterion.Kind.Value) is ISearch)
                yield return NotAvailable(criterion.Kind.Span, $"'remove: latency' by '{criterion.Kind.Value}'", plain);
        }

        if (step.Recover is { Kind.Value: "mask-tuning" } recover)
            yield return NotAvailable(recover.Span, "tuning of masks after structures", ["perp", "blocks", "statistics"]);
        foreach (var kind in step.Structures.Where(kind => kind.Value is StructureKind.Experts))
            yield return NotAvailable(kind.Span, "cutting experts", ["heads", "neurons", "channels", "width", "head-width", "layers"]);
    }

    /// <summary>Whole branches: who judges them, and what is the rest's to do with them.</summary>
    private static IEnumerable<Diagnostic> OfBranches(PruneStep step)
    {
        var preset = Recipes.Preset(step);
        // What is no criterion of structures is refused already.
        if (MethodCatalog.Criterion(step.Criterion?.Kind.Value ?? preset.Criterion.Name) is not { } criterion)
            yield break;
        if (!criterion.JudgesBranches)
        {
            foreach (var layers in step.Structures.Where(kind => kind.Value is StructureKind.Layers))
                yield return NotAvailable(
                    layers.Span, "the dropping of whole residual branches by a method that judges the units inside them",
                    ["method: depth"]);
            yield break;
        }

        if (step.Structures.FirstOrDefault(kind => kind.Value is not (StructureKind.Layers or StructureKind.Experts)) is { } inside)
            yield return NotAvailable(
                inside.Span, $"the cutting of {StructureWords.Key(inside.Value)} by a method that drops whole residual branches",
                ["layers"]);
        if (step.Reconstruct is { Kind.Value: not ReconstructionKind.None, Inputs: { Value: InputSource.Dense } inputs })
            yield return NotAvailable(inputs.Span, "'inputs: dense' after the dropping of whole residual branches", ["sequential"]);
        if (step.Reconstruct?.Tuning is { Value: TuningScope.Published } tuning)
            yield return NotAvailable(tuning.Span, "'tuning: published' after the dropping of whole residual branches", ["every"]);
        if (Recipes.Allocation(preset.Allocation, step.Allocate).Kind is AllocationKind.Uniform or AllocationKind.Standardized
            or AllocationKind.StandardizedFeatures)
        {
            yield return NotAvailable(
                step.Allocate?.Kind?.Span ?? step.Span,
                "an allocation of whole residual branches by the units of groups", ["global", "exact"]);
        }
    }
}
