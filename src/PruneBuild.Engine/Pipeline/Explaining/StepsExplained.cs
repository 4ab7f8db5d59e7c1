using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Pruning.Masks;
using PruneBuild.Engine.Reporting.Plans;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;
using PruneBuild.Pruning.Methods;

namespace PruneBuild.Engine.Pipeline.Explaining;

/// <summary>Goes through the steps of an entry again and notes why each takes what it takes.</summary>
/// <param name="entry">The entry.</param>
/// <param name="calibration">Calibration data; empty when there is none.</param>
/// <param name="device">Where to run.</param>
/// <param name="seed">Seed of everything that is drawn.</param>
/// <param name="progress">Told what is being done.</param>
/// <param name="cancellation">Ends the work.</param>
internal sealed class StepsExplained(
    ModelEntry entry, IReadOnlyList<Batch> calibration, Device device, int seed, IProgress<Stage>? progress, CancellationToken cancellation)
{
    private readonly List<Diagnostic> notes = [];

    /// <summary>Each step that removes something. Structures are planned, masks are made; what only prepares a later step is done as a run does it, and
    /// what comes after the last of them, such as recovery, is not done.</summary>
    public Result<ValueList<StepExplanation>> Of(OnnxModel original)
    {
        var last = entry.Prune.Select((step, i) => (step, i)).Where(pair => pair.step.Remove is not null).Select(pair => pair.i).DefaultIfEmpty(-1).Max();
        var inlined = PrunableForm.Of(original);
        var (current, steps) = (new StepInput(inlined, inlined, new Dictionary<string, bool[]>()), new List<StepExplanation>());
        for (var i = 0; i <= last; i++)
        {
            var step = entry.Prune[i];
            if (step.Remove is not null)
            {
                var explained = Of(step, current.Model);
                if (!explained.IsOk)
                    return explained.As<ValueList<StepExplanation>>();
                steps.Add(explained.Value);
            }

            if (i == last)
                break;
            var run = StepRun.Of(step, calibration, device, seed, progress, null, cancellation);
            var outcome = run.IsOk ? run.Value.Run(current, null) : run.As<PruneOutcome>();
            if (!outcome.IsOk)
                return outcome.As<ValueList<StepExplanation>>();
            current = current.After(outcome.Value);
        }

        return Result<ValueList<StepExplanation>>.Ok(steps.ToValueList(), [.. notes]);
    }

    private Result<StepExplanation> Of(PruneStep step, OnnxModel model)
    {
        if (MaskRecipes.Masks(step))
        {
            var masked = BestMethod.IsAskedBy(step) ? MaskedByBest(step, model) : Masked(step, model);
            notes.AddRange(masked.IsOk ? masked.Value.Notes : []);
            return masked.IsOk
                ? Result<StepExplanation>.Ok(new StepExplanation(StepWords.Of(step), [], masked.Value.Masks!.Weights))
                : masked.As<StepExplanation>();
        }

        var run = StepRun.Of(step, calibration, device, seed, progress, null, cancellation);
        var cut = run.IsOk ? run.Value.Plan(model) : run.As<PlannedCut>();
        if (!cut.IsOk)
            return cut.As<StepExplanation>();
        notes.AddRange(cut.Diagnostics);
        var choices = cut.Value.Choices.ToDictionary(choice => choice.GroupId);
        var groups = cut.Value.Plan.Groups.Select(kept => GroupExplanation.Of(kept, choices.GetValueOrDefault(kept.GroupId) ?? new GroupChoices(kept.GroupId, [])));
        return Result<StepExplanation>.Ok(new StepExplanation(StepWords.Of(step), groups.ToValueList(), []));
    }

    private Result<PruneOutcome> Masked(PruneStep step, OnnxModel model)
    {
        var recipe = MaskRecipes.Of(step);
        return recipe.IsOk
            ? MaskPruner.Prune(model, recipe.Value with { Explains = true }, calibration, device, step.Span, progress, cancellation)
            : recipe.As<PruneOutcome>();
    }

    private Result<PruneOutcome> MaskedByBest(PruneStep step, OnnxModel model)
    {
        var recipes = BestMask.Recipes(step);
        return recipes.IsOk
            ? BestMask.Prune(model, [.. recipes.Value.Select(recipe => recipe with { Explains = true })], calibration, device, step.Span, progress, cancellation)
            : recipes.As<PruneOutcome>();
    }
}
