using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pruning.Latency;
using PruneBuild.Engine.Pruning.Masks;
using PruneBuild.Engine.Pruning.Recovery;
using PruneBuild.Engine.Pruning.Rotation;
using PruneBuild.Engine.Pruning.Trying;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Pruning;

/// <summary>An entry under <c>prune</c> as something that runs: it cuts structures, or masks single weights,
/// and may train afterwards.</summary>
/// <param name="Run">The step on a model, with what an earlier run of it found out.</param>
/// <param name="Plan">What of a model it would cut.</param>
internal sealed record StepRun(Func<StepInput, StepMemory?, Result<PruneOutcome>> Run, Func<OnnxModel, Result<PlannedCut>> Plan)
{
    /// <summary>What of the plan a run keeps to.</summary>
    public SettledPart Settled { get; private init; }

    /// <summary>What a model before any step shows to be in the way of this one.</summary>
    public Func<OnnxModel, IReadOnlyList<Diagnostic>> Problems { get; private init; } = _ => [];

    /// <summary>The step, which lacks only the model; or what of it this version cannot do.</summary>
    /// <param name="step">The entry.</param>
    /// <param name="seed">Seed of everything that is drawn.</param>
    /// <param name="bench">Data, and where to run.</param>
    /// <param name="checkpoints">Where its training notes how far it is, and goes on from; null to do neither.</param>
    public static Result<StepRun> Of(PruneStep step, int seed, Workbench bench, RecoveryCheckpoints? checkpoints = null)
    {
        var pruning = Pruning(step, seed, bench.At(step.Span));
        if (!pruning.IsOk)
            return pruning;
        var run = Checked(pruning.Value, step, bench);
        if (!StepRecovery.IsAskedBy(step))
            return Result<StepRun>.Ok(run);
        var recovery = StepRecovery.Of(step, seed, bench, checkpoints);
        return recovery.IsOk
            ? Result<StepRun>.Ok(run with { Run = Recovering, Problems = recovery.Value.Problems })
            : recovery.As<StepRun>();

        Result<PruneOutcome> Recovering(StepInput input, StepMemory? memory)
        {
            var pruned = run.Run(input, memory);
            return pruned.IsOk ? recovery.Value.After(pruned.Value, input.After(pruned.Value)) : pruned;
        }
    }

    /// <summary>The step, which first looks whether what the manifest names is there, and tells of a budget at its place.</summary>
    private static StepRun Checked(StepRun pruning, PruneStep step, Workbench bench)
    {
        return pruning with
        {
            Run = (input, memory) => Misnamed(input, memory) is { Count: > 0 } problems
                ? Result<PruneOutcome>.Fail([.. problems])
                : Noted(AtBudget(pruning.Run(input, memory))),
            Plan = model => Misnamed(StepInput.Of(model), null) is { Count: > 0 } problems
                ? Result<PlannedCut>.Fail([.. problems])
                : Told(AtBudget(pruning.Plan(model))),
        };

        Result<PruneOutcome> Noted(Result<PruneOutcome> result) => result.IsOk
            ? Result<PruneOutcome>.Ok(
                result.Value with { Notes = [.. AtStep(result.Value.Notes),
                    .. Budget(result.Value.OriginalCost ?? result.Value.Structure.Cost, result.Value.Latency)] },
                [.. AtStep(result.Diagnostics)])
            : result;

        Result<PlannedCut> Told(Result<PlannedCut> result) => result.IsOk
            ? Result<PlannedCut>.Ok(
                result.Value, [.. AtStep(result.Diagnostics), .. Budget(result.Value.OriginalCost ?? result.Value.Structure.Cost, null)])
            : result;

        IEnumerable<Diagnostic> Budget(CostModel cost, LatencyPlan? latency) =>
            BudgetCheck.Of(step.Remove, cost, latency) is { } note ? [note] : [];

        IEnumerable<Diagnostic> AtStep(IEnumerable<Diagnostic> notes) =>
            notes.Select(note => note with { Location = note.Location ?? step.Span });

        // A budget that cannot be met is best mended where it stands.
        Result<T> AtBudget<T>(Result<T> result) => result.IsOk || step.Remove is null
            ? result
            : Result<T>.Fail([.. result.Diagnostics.Select(
                problem =>
                    problem.Code == DiagnosticCatalog.BudgetOutOfReach.Code ? problem with { Location = step.Remove.Span } : problem)]);

        IReadOnlyList<Diagnostic> Misnamed(StepInput input, StepMemory? memory) =>
            memory?.Step is null ? NamedParts.Problems(step, input, bench.Device, bench.Priced) : [];
    }

    private static Result<StepRun> Pruning(PruneStep step, int seed, Workbench bench) => StepKinds.Of(step) switch
    {
        StepKind.Recovery => Result<StepRun>.Ok(new((input, _) => Nothing(input.Model, bench), model => Planned(Nothing(model, bench)))),
        StepKind.BestMask => With(BestMask.Recipes(step, seed), recipes => new(
            (input, _) => BestMask.Prune(input.Model, [.. recipes.Select(input.Under)], bench),
            model => MaskPruner.Plan(model, recipes[0], bench))),
        StepKind.Mask => With(MaskRecipes.Of(step, seed), recipe => new(
            (input, _) => MaskPruner.Prune(input.Model, input.Under(recipe), bench),
            model => MaskPruner.Plan(model, recipe, bench))),
        StepKind.Rotation => With(RotationRecipes.Of(step), recipe => new(
            (input, _) => RotationPruner.Prune(input.Model, recipe, bench),
            model => RotationPruner.Plan(model, recipe, bench))),
        StepKind.BestMethod => With(BestMethod.AnyRecipe(step, seed), _ => new(
            (input, _) => BestMethod.Prune(input.Model, step, seed, bench),
            model => Planned(BestMethod.Prune(model, step, seed, bench)))),
        StepKind.Structures => With(Recipes.Of(step, seed), recipe => new(
            (input, memory) => new Pruner(input.Model, recipe, bench, memory).Prune(),
            model => new Pruner(model, recipe, bench).Plan())
        {
            Settled = SettledParts.Of(recipe),
        }),
        var kind => throw new ArgumentOutOfRangeException(nameof(step), kind, "A kind of step that nothing runs."),
    };

    private static Result<StepRun> With<TRecipe>(Result<TRecipe> recipe, Func<TRecipe, StepRun> step)
        where TRecipe : class => recipe.IsOk ? Result<StepRun>.Ok(step(recipe.Value)) : recipe.As<StepRun>();

    private static Result<PlannedCut> Planned(Result<PruneOutcome> outcome) => outcome.IsOk
        ? Result<PlannedCut>.Ok(
            new PlannedCut(outcome.Value.Structure, outcome.Value.Plan) { Criterion = outcome.Value.Criterion },
            [.. outcome.Diagnostics, .. outcome.Value.Notes])
        : outcome.As<PlannedCut>();

    /// <summary>A step that just recovers.</summary>
    private static Result<PruneOutcome> Nothing(OnnxModel model, Workbench bench)
    {
        var analysed = bench.Analyse(model);
        return analysed.IsOk
            ? Result<PruneOutcome>.Ok(new PruneOutcome(model, PrunePlan.Empty, analysed.Value.Structure, "recovery", [], []))
            : analysed.As<PruneOutcome>();
    }
}
