using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
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
        var problems = MaskProblems.Of(step);
        if (problems.Count > 0)
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

    private static IMaskUpdate Update(ReconstructEntry entry) => entry.Kind.Value switch
    {
        ReconstructionKind.LeastSquares when entry.Judged is { Value: true } => new JudgedRefit(entry.Intercept.Value),
        ReconstructionKind.LeastSquares => new MaskedRefit(entry.Ridge?.Value ?? MaskedRefit.DefaultRidge, entry.Intercept.Value),
        ReconstructionKind.MeanBias => new MaskedMeanBias(),
        ReconstructionKind.Rescale => entry.Ridge is { } ridge ? new MaskedRescale(ridge.Value) : new MaskedRescale(),
        _ => new KeptWeights(),
    };
}
