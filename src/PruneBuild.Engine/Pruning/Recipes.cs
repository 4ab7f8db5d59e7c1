using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pruning.Trying;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.Reconstruction;
using PruneBuild.Pruning.Methods.SliceGpt;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Pruning;

/// <summary>Turns an entry under <c>prune</c> into a recipe: the preset, with the stages that the manifest sets put in its place.</summary>
public static class Recipes
{
    /// <summary>Methods that cut structures.</summary>
    public static IReadOnlyList<string> Methods { get; } =
        [.. MethodCatalog.Presets.Select(preset => preset.Name), RotationRecipe.Method, BestMethod.Name];

    /// <summary>The recipe of a step; or the diagnostics that say what of it this version cannot do.</summary>
    /// <param name="step">The entry.</param>
    /// <param name="seed">Seed of everything that is drawn.</param>
    public static Result<PruneRecipe> Of(PruneStep step, int seed)
    {
        var problems = RecipeProblems.Of(step);
        if (problems.Count > 0)
            return Result<PruneRecipe>.Fail(problems);
        var preset = Preset(step);
        return Result<PruneRecipe>.Ok(new PruneRecipe(
            step.Method?.Value ?? step.Criterion?.Kind.Value ?? preset.Name,
            (step.Criterion is { } criterion ? RecipeCriteria.Of(criterion, preset.Criterion) : preset.Criterion).Seeded(seed),
            Allocation(preset.Allocation, step.Allocate),
            step.Reconstruct is { } reconstruct ? Reconstruction(reconstruct) : preset.Reconstruction,
            step.Reconstruct is { } inputs ? Inputs(inputs.Inputs.Value) : preset.Inputs,
            BudgetOf(step.Remove!),
            new GroupFilter(
                step.Only.Select(glob => glob.Value).ToValueList(),
                step.Keep.Select(glob => glob.Value).ToValueList(),
                step.Structures.Count == 0 ? preset.Structures : step.Structures.Select(kind => kind.Value).ToValueList()))
        {
            OfSubLayers = preset.OfSubLayers && step.Structures.Count == 0,
            TunesAsPublished = step.Reconstruct?.Tuning is { Value: TuningScope.Published },
            RefitsBefore = step.Reconstruct?.When is { Value: RefitTime.Before },
            Stepwise = IsStepwise(step) ? Stepwise(preset.Stepwise!, step.Criterion) : null,
        });
    }

    /// <summary>The preset that a step changes: that of its method, else the one of its criterion.</summary>
    internal static MethodPreset Preset(PruneStep step) =>
        (step.Method is { } method ? MethodCatalog.Preset(method.Value) : null)
        ?? MethodCatalog.PresetFor(step.Criterion?.Kind.Value ?? "osscar");

    /// <summary>True when scores are measured anew between cuts; a method's loop goes with its criterion.</summary>
    internal static bool IsStepwise(PruneStep step) =>
        Preset(step) is { Stepwise: not null } preset && (step.Criterion is null || step.Criterion.Kind.Value == preset.Criterion.Name);

    private static StepwiseOptions Stepwise(StepwiseOptions own, CriterionEntry? entry) =>
        new(entry?.ScoreShare?.Value ?? own.ScoreShare, entry?.ScoreEvery?.Value ?? own.ScoreEvery);

    /// <summary>How a budget is divided: as a method does, where the entry does not say.</summary>
    internal static AllocationOptions Allocation(AllocationOptions own, AllocateEntry? entry) => entry is null ? own : new(
        entry.Kind?.Value ?? own.Kind, entry.RoundTo?.Value ?? own.RoundTo, entry.KeepAtLeast?.Value ?? own.KeepAtLeast,
        entry.Times?.Value ?? own.Times);

    private static IReconstruction Reconstruction(ReconstructEntry entry) => entry.Kind.Value switch
    {
        ReconstructionKind.LeastSquares =>
            new LeastSquaresReconstruction(new LeastSquaresOptions(entry.Ridge?.Value, entry.Intercept.Value)),
        ReconstructionKind.MeanBias => new MeanBias(),
        ReconstructionKind.Rescale => new Rescale(entry.Per?.Value == ScaledPart.Unit),
        _ => new PlainSlice(),
    };

    private static ReconstructionInputs Inputs(InputSource source) =>
        source == InputSource.Dense ? ReconstructionInputs.Dense : ReconstructionInputs.Sequential;

    internal static Budget BudgetOf(Removal removal) => removal switch
    {
        Removal.Units units => new Budget.Units(units.Removed),
        Removal.Share { Cost: CostWord.Latency } share => new Budget.LatencyShare(share.Removed),
        Removal.Target { Cost: CostWord.Latency } target => new Budget.LatencyLimit(target.Limit),
        Removal.Share share => new Budget.Share(Kind(share.Cost), share.Removed),
        Removal.Target { Cost: CostWord.Flops } target => new Budget.Absolute(CostKind.Macs, target.Limit / 2),
        Removal.Target target => new Budget.Absolute(Kind(target.Cost), target.Limit),
        _ => throw new ArgumentOutOfRangeException(nameof(removal), removal, "Not a budget of structures."),
    };

    private static CostKind Kind(CostWord cost) => cost switch
    {
        CostWord.Flops => CostKind.Macs,
        CostWord.Parameters => CostKind.Parameters,
        CostWord.Bytes => CostKind.Bytes,
        _ => throw new ArgumentOutOfRangeException(nameof(cost), cost, "Not a cost of structures."),
    };
}
