using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pruning.Masks;
using PruneBuild.Engine.Pruning.Recovery;
using PruneBuild.Engine.Pruning.Rotation;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Recovery;

namespace PruneBuild.Engine.Pruning;

/// <summary>Turns an entry under <c>prune</c> into something that runs: it cuts structures, or masks single weights, and may train afterwards.</summary>
internal static class StepRun
{
    /// <summary>The step, which lacks only the model; or what of it this version cannot do.</summary>
    public static Result<Func<StepInput, StepMemory?, Result<PruneOutcome>>> Of(
        PruneStep step, IReadOnlyList<Batch> calibration, Device device, int seed, IProgress<Stage>? progress, CancellationToken cancellation)
    {
        var pruning = Pruning(step, calibration, device, seed, progress, cancellation);
        if (!pruning.IsOk || !RecoveryRecipes.Trains(step))
            return pruning;
        var recipe = RecoveryRecipes.Of(step.Recover!, seed);
        return recipe.IsOk ? Ok(Train) : recipe.As<Func<StepInput, StepMemory?, Result<PruneOutcome>>>();

        Result<PruneOutcome> Train(StepInput input, StepMemory? memory)
        {
            var pruned = pruning.Value(input, memory);
            return pruned.IsOk ? Recover(pruned.Value, input.After(pruned.Value), recipe.Value, step, calibration, device, progress, cancellation) : pruned;
        }
    }

    private static Result<Func<StepInput, StepMemory?, Result<PruneOutcome>>> Pruning(
        PruneStep step, IReadOnlyList<Batch> calibration, Device device, int seed, IProgress<Stage>? progress, CancellationToken cancellation)
    {
        if (step.Remove is null)
            return Ok((input, _) => Nothing(input, calibration, device));
        if (MaskRecipes.Masks(step))
        {
            var masks = MaskRecipes.Of(step);
            return masks.IsOk
                ? Ok((input, _) => MaskPruner.Prune(input.Model, masks.Value, calibration, device, step.Span, progress, cancellation))
                : masks.As<Func<StepInput, StepMemory?, Result<PruneOutcome>>>();
        }

        if (RotationRecipes.IsAskedBy(step))
        {
            var rotation = RotationRecipes.Of(step);
            return rotation.IsOk
                ? Ok((input, _) => RotationPruner.Prune(input.Model, rotation.Value, calibration, device, step.Span, progress, cancellation))
                : rotation.As<Func<StepInput, StepMemory?, Result<PruneOutcome>>>();
        }

        if (BestMethod.IsAskedBy(step))
        {
            var any = BestMethod.AnyRecipe(step, seed);
            return any.IsOk
                ? Ok((input, _) => BestMethod.Prune(input.Model, step, calibration, device, seed, progress, cancellation))
                : any.As<Func<StepInput, StepMemory?, Result<PruneOutcome>>>();
        }

        var cut = Recipes.Of(step, seed);
        return cut.IsOk
            ? Ok((input, memory) => Pruner.Prune(input.Model, cut.Value, calibration, device, step.Span, progress, memory, cancellation))
            : cut.As<Func<StepInput, StepMemory?, Result<PruneOutcome>>>();
    }

    /// <summary>A step that just recovers.</summary>
    private static Result<PruneOutcome> Nothing(StepInput input, IReadOnlyList<Batch> calibration, Device device)
    {
        var analysed = StructureAnalysis.Analyse(input.Model, calibration.Count > 0 ? calibration : null, device);
        return analysed.IsOk
            ? Result<PruneOutcome>.Ok(new PruneOutcome(input.Model, PrunePlan.Empty, analysed.Value.Structure, "recovery", [], []))
            : analysed.As<PruneOutcome>();
    }

    private static Result<PruneOutcome> Recover(
        PruneOutcome outcome, StepInput input, RecoveryRecipe recipe, PruneStep step, IReadOnlyList<Batch> calibration, Device device,
        IProgress<Stage>? progress, CancellationToken cancellation)
    {
        var clock = new StageClock(progress);
        var recovered = clock.Time("recovering", () => Recoverer.Recover(
            outcome.Pruned, input.Original, input.Kept, recipe, calibration, device, step.Recover!.Span, share => clock.Report("recovering", share), cancellation));
        return recovered.IsOk
            ? Result<PruneOutcome>.Ok(outcome with
            {
                Pruned = recovered.Value.Model,
                MethodDescription = $"{outcome.MethodDescription}, {(recipe.Blocks is null ? "perp" : "block by block")} on {string.Join(", ", recipe.Families)}",
                Timings = [.. outcome.Timings, .. clock.Timings],
                Recovered = recovered.Value.Report,
            }, outcome.Notes)
            : recovered.As<PruneOutcome>();
    }

    private static Result<Func<StepInput, StepMemory?, Result<PruneOutcome>>> Ok(Func<StepInput, StepMemory?, Result<PruneOutcome>> run) =>
        Result<Func<StepInput, StepMemory?, Result<PruneOutcome>>>.Ok(run);
}
