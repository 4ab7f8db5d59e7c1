using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pruning.Trying;
using PruneBuild.Engine.Reporting.Structures;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.Hywia;
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
        var problems = Problems(step).ToArray();
        if (problems.Length > 0)
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

    /// <summary>A method or criterion that cuts nothing: one of masks, or none at all.</summary>
    private static Diagnostic Unknown(Located<string> name, string what, IEnumerable<string> known) =>
        MaskCatalog.Preset(name.Value) is null
            ? NotAvailable(name.Span, $"{what} '{name.Value}'", known)
            : DiagnosticCatalog.ManifestCombination.At(
                name.Span,
                $"'{name.Value}' sets single weights to zero, and this 'remove' cuts structures. "
                + "Write 'remove: { sparsity: 50% }' or a pattern such as 2:4, or take a method that cuts: "
                + $"{string.Join(", ", Methods)}.");

    private static MethodPreset Preset(PruneStep step) =>
        (step.Method is { } method ? MethodCatalog.Preset(method.Value) : null)
        ?? MethodCatalog.PresetFor(step.Criterion?.Kind.Value ?? "osscar");

    /// <summary>A method's loop goes with its criterion.</summary>
    private static bool IsStepwise(PruneStep step) =>
        Preset(step) is { Stepwise: not null } preset && (step.Criterion is null || step.Criterion.Kind.Value == preset.Criterion.Name);

    private static IEnumerable<Diagnostic> Problems(PruneStep step)
    {
        if (step.Method is { } method && MethodCatalog.Preset(method.Value) is null)
            yield return Unknown(method, "method", MethodCatalog.Presets.Select(preset => preset.Name));
        if (step.Criterion is { } criterion && MethodCatalog.Criterion(criterion.Kind.Value) is null)
            yield return Unknown(criterion.Kind, "criterion", MethodCatalog.Criteria.Select(known => known.Name));
        foreach (var setting in step.Criterion?.Misplaced ?? [])
            yield return NotAvailable(setting.Place, $"'{setting.Key}' with criterion '{step.Criterion!.Kind.Value}'", setting.Criteria);
        if (step.Reconstruct is { Inputs: { Value: InputSource.Dense } inputs } && IsStepwise(step))
            yield return NotAvailable(inputs.Span, "'inputs: dense' where the budget is divided anew before each cut", ["sequential"]);
        if ((step.Criterion?.ScoreShare?.Span ?? step.Criterion?.ScoreEvery?.Span) is { } measured
            && step.Criterion!.Kind.Value == "kprune" && !IsStepwise(step))
            yield return DiagnosticCatalog.ManifestCombination.At(
                measured,
                "'score-share' and 'score-every' say how 'method: kprune' measures scores anew between its cuts, and "
                + $"'method: {step.Method?.Value}' measures all of them once. Remove them, or take 'method: kprune'.");
        if (step.Criterion is { Kind.Value: "llm-pruner", Grain: { Value: ImportanceGrain.Fused } grain })
            yield return NotAvailable(grain.Span, "'grain: fused' with criterion 'llm-pruner'", ["fine", "coarse"]);
        if (step.Reconstruct is { Kind.Value: not ReconstructionKind.LeastSquares, Ridge: { } ridge } fixedRidge)
            yield return NotAvailable(
                ridge.Span, $"'ridge' with reconstruction '{Word(fixedRidge.Kind.Value)}' of structures", ["least-squares"]);
        if (step.Reconstruct is { Kind.Value: not ReconstructionKind.Rescale, Per: { } per } reconstruct)
            yield return NotAvailable(per.Span, $"'per' with reconstruction '{Word(reconstruct.Kind.Value)}'", ["rescale"]);
        if (step.Reconstruct is { Tuning: { } tuning } tuned
            && (tuned.Kind.Value != ReconstructionKind.Rescale
                || (tuning.Value == TuningScope.Published && tuned.Inputs.Value == InputSource.Dense)))
            yield return NotAvailable(tuning.Span, "'tuning' with this reconstruction", ["rescale", "inputs: sequential"]);
        if (step.Reconstruct is { When: { Value: RefitTime.Before } when } before)
        {
            var judge = step.Criterion?.Kind.Value ?? Preset(step).Criterion.Name;
            if (MethodCatalog.Criterion(judge) is { JudgesRefitWeights: false })
                yield return NotAvailable(
                    when.Span, $"'when: before' with criterion '{judge}'",
                    MethodCatalog.Criteria.Where(known => known.JudgesRefitWeights).Select(known => known.Name));
            else if (before.Kind.Value != ReconstructionKind.LeastSquares)
                yield return NotAvailable(when.Span, "'when: before' with this reconstruction", ["least-squares"]);
            if (before.Inputs.Value == InputSource.Dense)
                yield return NotAvailable(before.Inputs.Span, "'inputs: dense' where weights are refit before the cut", ["sequential"]);
        }

        if (step.Criterion is { SwapRounds: { Value: > 0 } swaps } && step.Reconstruct is { } other
            && (other.Kind.Value == ReconstructionKind.None || other.Inputs.Value == InputSource.Dense))
            yield return NotAvailable(
                swaps.Span, "'swap-rounds' where units are not chosen again from the model as cut so far", ["inputs: sequential"]);
        if (step.Reconstruct?.Targets is { Value: not OutputTargets.Original } targets)
            yield return NotAvailable(targets.Span, "'targets' other than the original's outputs for structures", ["original"]);
        // An allocation for masks is one mistake, whatever else of it does not fit structures.
        var zeros = step.Allocate?.Kind is
        {
            Value: AllocationKind.Owl or AllocationKind.Alpha or AllocationKind.Spdy or AllocationKind.Evolution
        } ? step.Allocate.Kind : null;
        var allocate = zeros is null ? step.Allocate : null;
        if (allocate?.Tail is { } tail)
            yield return NotAvailable(tail.Span, "'tail' for structures", ["remove: sparsity"]);
        if ((allocate?.Generations ?? allocate?.Population) is { } search)
            yield return NotAvailable(
                search.Span, "'generations' and 'population' for structures", ["allocate: evolution with remove: sparsity"]);
        if (step.Reconstruct?.Judged is { Value: true } judged)
            yield return NotAvailable(judged.Span, "'judged' for structures", ["remove: sparsity"]);
        // Settings of a criterion of masks say nothing more than its name, which is refused already.
        var cutting = MethodCatalog.Criterion(step.Criterion?.Kind.Value ?? "") is null ? null : step.Criterion;
        if (cutting?.Scope is { } scope)
            yield return NotAvailable(scope.Span, "'scope' for structures", ["remove: sparsity"]);
        if (cutting?.Permute is { Value: true } permute)
            yield return NotAvailable(permute.Span, "'permute' for structures", ["remove: 2:4"]);
        if (step.Recover is { Kind.Value: "mask-tuning" } recover)
            yield return NotAvailable(recover.Span, "tuning of masks after structures", ["perp", "blocks", "statistics"]);
        if (step.Remove is null or Removal.Sparsity or Removal.Pattern or Removal.AsMuchAsGates)
        {
            yield return NotAvailable(
                step.Remove?.Span ?? step.Span, "this kind of 'remove'", ["flops", "parameters", "bytes", "latency", "units"]);
        }

        if (step.Remove is { IsTime: true })
        {
            foreach (var problem in LatencyProblems(step with { Allocate = allocate }))
                yield return problem;
        }

        if (step.Remove is Removal.Units && allocate?.Kind is { Value: not AllocationKind.Uniform } rule)
        {
            yield return DiagnosticCatalog.ManifestCombination.At(
                rule.Span,
                "Under 'remove: { units: … }' every group loses the same share, so that no rule divides anything. "
                + "Leave 'kind' out, or name a cost under 'remove', such as 'flops: 30%'.");
        }

        foreach (var problem in BranchProblems(step))
            yield return problem;
        if (zeros is not null)
            yield return DiagnosticCatalog.ManifestCombination.At(
                zeros.Span, "This 'allocate' divides zeros among masked weights, and this 'remove' cuts structures. "
                + "Leave 'allocate' out, or take one for structures: global, standardized, standardized-features, uniform, exact.");
        foreach (var kind in step.Structures.Where(kind => kind.Value is StructureKind.Experts))
            yield return NotAvailable(kind.Span, "cutting experts", ["heads", "neurons", "channels", "width", "head-width", "layers"]);
    }

    /// <summary>Whole branches: who judges them, and what is the rest's to do with them.</summary>
    private static IEnumerable<Diagnostic> BranchProblems(PruneStep step)
    {
        var preset = Preset(step);
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
        if (Allocation(preset.Allocation, step.Allocate).Kind is AllocationKind.Uniform or AllocationKind.Standardized
            or AllocationKind.StandardizedFeatures)
        {
            yield return NotAvailable(
                step.Allocate?.Kind?.Span ?? step.Span,
                "an allocation of whole residual branches by the units of groups", ["global", "exact"]);
        }
    }

    /// <summary>A time is allotted by a knapsack over measured sizes: methods that search masks price in operations.</summary>
    private static IEnumerable<Diagnostic> LatencyProblems(PruneStep step)
    {
        var preset = MethodCatalog.Preset(step.Method?.Value ?? "");
        var plain = MethodCatalog.Presets.Where(known => known.Criterion is not ISearch).Select(known => known.Name);
        if (step.Criterion is null && preset is { Criterion: ISearch })
            yield return NotAvailable(step.Method!.Span, $"'remove: latency' by '{step.Method.Value}'", plain);
        if (step.Criterion is { } criterion && MethodCatalog.Criterion(criterion.Kind.Value) is ISearch)
            yield return NotAvailable(criterion.Kind.Span, $"'remove: latency' by '{criterion.Kind.Value}'", plain);
        if (step.Allocate?.Kind is { Value: not AllocationKind.Global } allocate)
            yield return NotAvailable(allocate.Span, "this allocation of a time", ["global"]);
    }

    internal static string Word(ReconstructionKind kind) => kind switch
    {
        ReconstructionKind.LeastSquares => "least-squares",
        ReconstructionKind.MeanBias => "mean-bias",
        ReconstructionKind.Rescale => "rescale",
        _ => "none",
    };

    internal static Diagnostic NotAvailable(SourceSpan place, string what, IEnumerable<string> instead) =>
        DiagnosticCatalog.NotAvailable.At(place, what, string.Join(", ", instead.Distinct()));

    private static StepwiseOptions Stepwise(StepwiseOptions own, CriterionEntry? entry) =>
        new(entry?.ScoreShare?.Value ?? own.ScoreShare, entry?.ScoreEvery?.Value ?? own.ScoreEvery);

    private static AllocationOptions Allocation(AllocationOptions own, AllocateEntry? entry) => entry is null ? own : new(
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
