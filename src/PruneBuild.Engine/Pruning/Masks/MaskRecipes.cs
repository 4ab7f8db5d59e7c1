using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pruning.Recovery;
using PruneBuild.Engine.Pruning.Trying;
using PruneBuild.Numerics.Sparsity;
using PruneBuild.Pruning.Masks.Allocation;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.Reconstruction;
using PruneBuild.Pruning.Methods.Sds;
using PruneBuild.Pruning.Methods.SparseLlm;
using PruneBuild.Pruning.Planning;

namespace PruneBuild.Engine.Pruning.Masks;

/// <summary>Turns an entry under <c>prune</c> that asks for zeros into a recipe.</summary>
public static class MaskRecipes
{
    /// <summary>Methods that set single weights to zero.</summary>
    public static IReadOnlyList<string> Methods { get; } = [.. MaskCatalog.Presets.Select(preset => preset.Name), BestMethod.Name];

    /// <summary>True when an entry asks for masks rather than for a smaller model.</summary>
    public static bool Masks(PruneStep step) => step.Remove is Removal.Sparsity or Removal.Pattern;

    /// <summary>True when masks are all that a model's entry removes.</summary>
    public static bool AreAll(ModelEntry entry) => entry.Prune.Any(Masks) && entry.Prune.All(step => step.Remove is null || Masks(step));

    /// <summary>The recipe of a step; or what of it this version cannot do.</summary>
    /// <param name="step">The entry.</param>
    /// <param name="seed">Seed of everything that is drawn.</param>
    public static Result<MaskRecipe> Of(PruneStep step, int seed)
    {
        var problems = Problems(step).ToArray();
        if (problems.Length > 0)
            return Result<MaskRecipe>.Fail(problems);
        var preset = MaskCatalog.Preset(step.Method?.Value ?? step.Criterion!.Kind.Value)!;
        var masks = step.Criterion is { } criterion ? Method(criterion) : preset.Method;
        return Result<MaskRecipe>.Ok(new MaskRecipe(
            step.Method?.Value ?? step.Criterion!.Kind.Value,
            masks,
            step.Recover is { Kind.Value: "mask-tuning" },
            step.Reconstruct is { } reconstruct ? Update(reconstruct) : preset.Update,
            step.Remove is Removal.Pattern pattern
                ? new SparsityTarget.Pattern(pattern.Kept, pattern.Of)
                : new SparsityTarget.Share(((Removal.Sparsity)step.Remove!).Zeros),
            step.Criterion?.Scope?.Value,
            step.Allocate?.Kind?.Value ?? AllocationKind.Uniform,
            step.Reconstruct?.Inputs.Value == InputSource.Dense ? ReconstructionInputs.Dense : ReconstructionInputs.Sequential,
            new WeightFilter(step.Only.Select(glob => glob.Value).ToValueList(), step.Keep.Select(glob => glob.Value).ToValueList()))
        {
            Targets = step.Reconstruct is { } aimed ? TargetsOf(aimed) : OutputTargets.Own,
            Reorders = step.Criterion?.Permute is { Value: true },
            Tail = step.Allocate?.Tail?.Value ?? TailCut.Median,
            Evolution = new EvolutionOptions(
                step.Allocate?.Generations?.Value ?? new EvolutionOptions().Generations,
                step.Allocate?.Population?.Value ?? new EvolutionOptions().Population, seed),
            InsistsOnTargets = step.Reconstruct?.Targets is { Value: not OutputTargets.Own },
            TargetRidge = step.Reconstruct?.Ridge?.Value ?? MaskedRefit.DefaultRidge,
        });
    }

    /// <summary>An exact update makes up for what was thinned before, unless it is to see the original's activations,
    /// where nothing was.</summary>
    private static OutputTargets TargetsOf(ReconstructEntry entry) => entry.Targets?.Value
        ?? (entry is { Kind.Value: ReconstructionKind.LeastSquares, Inputs.Value: InputSource.Sequential }
            ? OutputTargets.Original
            : OutputTargets.Own);

    private static IMaskMethod Method(CriterionEntry criterion) => criterion.Kind.Value switch
    {
        "sds" => new SdsMask(criterion.SoftMask?.Value ?? SoftMask.Wanda, Method(criterion.First), Method(criterion.Second)),
        "sparsellm" => new SparseLlmMask(criterion.Iterations?.Value ?? SparseLlmMask.DefaultEpochs),
        var kind => MaskCatalog.Preset(kind)!.Method,
    };

    private static IMaskMethod? Method(Located<string>? name) => name is null ? null : MaskCatalog.Preset(name.Value)!.Method;

    private static string Words(IReadOnlyList<string> criteria) =>
        $"criterion {string.Join(" or ", criteria.Select(name => $"'{name}'"))}";

    private static IEnumerable<Diagnostic> Problems(PruneStep step)
    {
        if (step.Method is { } method && MaskCatalog.Preset(method.Value) is null)
            yield return Unknown(method, "method");
        if (step.Criterion is { } criterion && MaskCatalog.Preset(criterion.Kind.Value) is null)
            yield return Unknown(criterion.Kind, "criterion");
        foreach (var setting in step.Criterion?.Misplaced ?? [])
            yield return setting.Criteria.Where(name => MaskCatalog.Preset(name) is not null).ToArray() is { Length: > 0 } masking
                ? Recipes.NotAvailable(setting.Place, $"'{setting.Key}' with criterion '{step.Criterion!.Kind.Value}'", masking)
                : DiagnosticCatalog.ManifestCombination.At(
                    setting.Place,
                    $"'{setting.Key}' belongs to {Words(setting.Criteria)}, which chooses what is cut, and this step masks weights by "
                    + $"'{step.Criterion!.Kind.Value}'. Remove it.");
        if (step.Criterion is { Scope: { } scope, Kind.Value: "sparsegpt" or "sparsellm" } swept)
            yield return DiagnosticCatalog.ManifestCombination.At(
                scope.Span,
                $"'{swept.Kind.Value}' compares the weights of all outputs in each block of features, whatever 'scope' says. "
                + "Remove it, or take a criterion such as wanda or alps.");
        else if (step is { Criterion.Scope: { } compared, Remove: Removal.Pattern })
            yield return DiagnosticCatalog.ManifestCombination.At(
                compared.Span,
                "A pattern such as 2:4 compares the weights of each group of neighbours, whatever 'scope' says. "
                + "Remove it, or ask for a share.");
        if (step.Reconstruct is { Ridge: { } ridge, Kind.Value: ReconstructionKind.None or ReconstructionKind.MeanBias } plain)
            yield return Recipes.NotAvailable(
                ridge.Span, $"'ridge' with reconstruction '{Recipes.Word(plain.Kind.Value)}'", ["least-squares", "rescale"]);
        if (step.Recover is { Kind.Value: "mask-tuning" } tuned && RecoveryRecipes.Misplaced(tuned) is { } misplaced)
            yield return misplaced;
        if (step is { Criterion.Permute: { Value: true } permute, Remove: not Removal.Pattern })
            yield return DiagnosticCatalog.ManifestCombination.At(
                permute.Span,
                "'permute' puts features into an order in which a pattern such as 2:4 keeps more, and a share has no groups. "
                + "Remove it, or ask for a pattern.");
        if (step.Criterion is { SoftMask: not null, Second: { } second })
            yield return DiagnosticCatalog.ManifestCombination.At(
                second.Span, "'soft-mask' says how SDS prunes the second time, and 'second' that another method does. Remove one of them.");
        if (step.Reconstruct is { Judged: { Value: true } judged }
            && (step.Reconstruct.Kind.Value != ReconstructionKind.LeastSquares || step.Reconstruct.Ridge is not null))
        {
            yield return DiagnosticCatalog.ManifestCombination.At(
                judged.Span,
                "'judged' chooses the ridge of 'kind: least-squares' by held-out batches. "
                + (step.Reconstruct.Ridge is null ? "Take that kind, or remove 'judged'." : "Remove 'ridge', or 'judged'."));
        }

        if (step is { Reconstruct: { Kind.Value: not ReconstructionKind.LeastSquares, Targets: { Value: not OutputTargets.Own } aim } }
            && (step.Criterion?.Kind.Value ?? step.Method?.Value) == "sparsellm")
        {
            yield return DiagnosticCatalog.ManifestCombination.At(
                aim.Span,
                "'sparsellm' prunes two layers towards what they put out together. Remove 'targets', "
                + "or fit what it keeps with 'kind: least-squares'.");
        }

        if (step.Reconstruct?.Tuning is { } tuning)
            yield return Recipes.NotAvailable(tuning.Span, "'tuning' for masks", ["remove: flops"]);
        if (step.Reconstruct?.When is { } when)
            yield return Recipes.NotAvailable(when.Span, "'when' for masks", ["targets"]);
        if (step.Reconstruct?.Per is { } per)
            yield return Recipes.NotAvailable(per.Span, "'per' for masks", ["remove: flops"]);
        if (step.Allocate?.Kind is { Value: AllocationKind.Standardized or AllocationKind.StandardizedFeatures
            or AllocationKind.Exact } allocate)
            yield return DiagnosticCatalog.ManifestCombination.At(
                allocate.Span, "This 'allocate' divides units of structures, and this 'remove' sets single weights to zero. "
                + "Leave 'allocate' out, or take one for masks: uniform, global, owl, alpha, spdy, evolution.");
        else if (step is { Remove: Removal.Pattern, Allocate.Kind: { Value: not AllocationKind.Uniform } divides })
            yield return DiagnosticCatalog.ManifestCombination.At(
                divides.Span,
                $"A pattern such as 2:4 is the same in every weight, so 'allocate: {divides.Value.ToString().ToLowerInvariant()}' has "
                + "nothing to divide. Remove it, or ask for a share.");
        if (step.Allocate is { Tail: { } tail } && step.Allocate.Kind is not { Value: AllocationKind.Alpha })
            yield return DiagnosticCatalog.ManifestCombination.At(
                tail.Span, "'tail' says how 'kind: alpha' reads spectra. Remove it, or take 'kind: alpha'.");
        if (step.Allocate is { } other
            && other.Kind is not { Value: AllocationKind.Evolution }
            && (other.Generations ?? other.Population) is { } search)
            yield return DiagnosticCatalog.ManifestCombination.At(
                search.Span,
                "'generations' and 'population' say how long 'kind: evolution' searches. Remove them, or take 'kind: evolution'.");
        if ((step.Allocate?.RoundTo?.Span ?? step.Allocate?.KeepAtLeast?.Span ?? step.Allocate?.Times?.Span) is { } sizes)
            yield return DiagnosticCatalog.ManifestCombination.At(sizes, "'round-to', 'keep-at-least' and 'times' say how many units of a "
                + "structure stay, and this 'remove' sets single weights to zero. Remove them.");
        if (step.Reconstruct is { Inputs.Value: InputSource.Dense, Targets: { Value: not OutputTargets.Own } targets })
            yield return DiagnosticCatalog.ManifestCombination.At(
                targets.Span, "With 'inputs: dense' a weight's own output is that of the original. Remove 'targets', or 'inputs'.");
        if (step.Structures.Count > 0)
            yield return DiagnosticCatalog.ManifestCombination.At(
                step.Structures[0].Span,
                "'structures' are cut, and 'remove: sparsity' sets single weights to zero. "
                + "Name weights under 'only', or remove 'structures'.");
    }

    /// <summary>A method or criterion that masks nothing: one of structures, or none at all.</summary>
    private static Diagnostic Unknown(Located<string> name, string what)
    {
        var known = MaskCatalog.Presets.Select(preset => preset.Name);
        return MethodCatalog.Preset(name.Value) is null && MethodCatalog.Criterion(name.Value) is null
            ? Recipes.NotAvailable(name.Span, $"masks by {what} '{name.Value}'", known)
            : DiagnosticCatalog.ManifestCombination.At(
                name.Span,
                $"'{name.Value}' cuts structures, and this 'remove' sets single weights to zero. Write 'remove: {{ flops: 50% }}', "
                + $"or take a method of masks: {string.Join(", ", Methods)}.");
    }

    private static IMaskUpdate Update(ReconstructEntry entry) => entry.Kind.Value switch
    {
        ReconstructionKind.LeastSquares when entry.Judged is { Value: true } => new JudgedRefit(entry.Intercept.Value),
        ReconstructionKind.LeastSquares => new MaskedRefit(entry.Ridge?.Value ?? MaskedRefit.DefaultRidge, entry.Intercept.Value),
        ReconstructionKind.MeanBias => new MaskedMeanBias(),
        ReconstructionKind.Rescale => entry.Ridge is { } ridge ? new MaskedRescale(ridge.Value) : new MaskedRescale(),
        _ => new KeptWeights(),
    };
}
