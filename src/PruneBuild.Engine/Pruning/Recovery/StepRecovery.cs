using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Recovery;

namespace PruneBuild.Engine.Pruning.Recovery;

/// <summary>What a step does once it has pruned: it trains, or corrects statistics.</summary>
internal sealed class StepRecovery
{
    private readonly RecoveryRecipe? recipe;
    private readonly Workbench bench;
    private readonly RecoveryCheckpoints? checkpoints;

    private StepRecovery(RecoveryRecipe? recipe, Workbench bench, RecoveryCheckpoints? checkpoints) =>
        (this.recipe, this.bench, this.checkpoints) = (recipe, bench, checkpoints);

    /// <summary>True when a step does either; tuning of masks belongs to the pruning.</summary>
    public static bool IsAskedBy(PruneStep step) => RecoveryRecipes.Corrects(step) || RecoveryRecipes.Trains(step);

    /// <summary>The recovery that a step asks for; or what of it does not go together.</summary>
    /// <param name="step">The step.</param>
    /// <param name="seed">Seed of everything that is drawn.</param>
    /// <param name="bench">Data, and where to run.</param>
    /// <param name="checkpoints">Where a training notes how far it is, and goes on from; null to do neither.</param>
    public static Result<StepRecovery> Of(PruneStep step, int seed, Workbench bench, RecoveryCheckpoints? checkpoints)
    {
        var (entry, place) = (step.Recover!, bench.At(step.Recover!.Span));
        if (RecoveryRecipes.Corrects(step))
        {
            return RecoveryRecipes.Misplaced(entry) is { } misplaced
                ? Result<StepRecovery>.Fail(misplaced)
                : Result<StepRecovery>.Ok(new StepRecovery(null, place, null));
        }

        var recipe = RecoveryRecipes.Of(entry, seed);
        if (!recipe.IsOk)
            return recipe.As<StepRecovery>();
        return recipe.Value.Regrowth is not null && StepKinds.Of(step) is not (StepKind.Recovery or StepKind.Mask or StepKind.BestMask)
            ? Result<StepRecovery>.Fail(RecoveryRecipes.NothingMoves(entry.Span))
            : Result<StepRecovery>.Ok(new StepRecovery(recipe.Value, place, checkpoints));
    }

    /// <summary>What of the data and of what a model answers would stop the training, whatever is pruned before it.</summary>
    /// <param name="original">The model before any step.</param>
    public IReadOnlyList<Diagnostic> Problems(OnnxModel original)
    {
        // Blocks have a loss of their own.
        if (recipe is null or { Blocks: not null })
            return [];
        var probe = bench.Probe(original);
        if (!probe.IsOk)
            return probe.Diagnostics;
        var form = TrainingForm.Of(StepInput.Of(original), probe.Value.Facts, bench);
        return LossFit.Problems(form.Input.Model, form.Input.Original, form.Facts, recipe.Loss, form.Bench);
    }

    /// <summary>Recovers what was pruned.</summary>
    /// <param name="outcome">What pruning made.</param>
    /// <param name="input">The model after it, and the original.</param>
    public Result<PruneOutcome> After(PruneOutcome outcome, StepInput input)
    {
        var timed = bench.Afresh();
        return recipe is null ? Correct(outcome, input.Original, timed) : Train(recipe, outcome, input, timed);
    }

    private static Result<PruneOutcome> Correct(PruneOutcome outcome, OnnxModel original, Workbench timed)
    {
        var corrected = timed.Clock.Time(
            StatisticsCorrector.Stage, () => StatisticsCorrector.Correct(outcome.Pruned, original, timed));
        return corrected.IsOk
            ? Recovered(outcome, corrected.Value, StatisticsCorrector.Name, StatisticsCorrector.Name, timed.Clock, [])
            : corrected.As<PruneOutcome>();
    }

    private Result<PruneOutcome> Train(RecoveryRecipe training, PruneOutcome outcome, StepInput input, Workbench timed)
    {
        var recovered = timed.Clock.Time(RecoveryProgress.Stage, () => new Recoverer(training, timed, checkpoints).Recover(input));
        if (!recovered.IsOk)
            return recovered.As<PruneOutcome>();
        var how = training.Regrowth is not null
            ? training.Name
            : $"{(training.Blocks is null ? "perp" : "block by block")} on {string.Join(", ", training.Families)}";
        return Recovered(outcome, recovered.Value, training.Name, how, timed.Clock, recovered.Diagnostics);
    }

    private static Result<PruneOutcome> Recovered(
        PruneOutcome outcome, RecoveredModel recovered, string kind, string how, StageClock clock,
        IEnumerable<Diagnostic> notes) => Result<PruneOutcome>.Ok(
        outcome with
        {
            Pruned = recovered.Model,
            MethodDescription = $"{outcome.MethodDescription}, {how}",
            Timings = [.. outcome.Timings, .. clock.Timings],
            Notes = [.. outcome.Notes, .. notes],
            Recovered = recovered.Report with
            {
                Kind = kind,
                Families = recovered.Families.Order().ToValueList(),
                Duration = clock.Timings.Aggregate(TimeSpan.Zero, (sum, stage) => sum + stage.Duration),
            },
            Moved = recovered.Kept,
            Masks = outcome.Masks?.Moved(recovered.Kept),
        },
        outcome.Notes);
}
