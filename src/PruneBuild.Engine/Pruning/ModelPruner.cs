using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;

namespace PruneBuild.Engine.Pruning;

/// <summary>Does to a model what its entry in the manifest says: every step under <c>prune</c>, in order.</summary>
public static class ModelPruner
{
    /// <summary>Prunes a model.</summary>
    /// <param name="model">The original.</param>
    /// <param name="entry">Its entry.</param>
    /// <param name="calibration">Prepared calibration data; empty when there is none.</param>
    /// <param name="device">Where to run.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancellation">Ends the work with <see cref="OperationCanceledException" />.</param>
    public static Result<PrunedModel> Prune(
        OnnxModel model, ModelEntry entry, IReadOnlyList<Batch> calibration, Device device, IProgress<Stage>? progress = null,
        CancellationToken cancellation = default)
    {
        var recipes = entry.Prune.Select(step => (Step: step, Recipe: BestMethod.IsAskedBy(step) ? BestMethod.AnyRecipe(step) : Recipes.Of(step))).ToArray();
        if (recipes.Any(pair => !pair.Recipe.IsOk))
            return Result<PrunedModel>.Fail([.. recipes.SelectMany(pair => pair.Recipe.Diagnostics)]);
        var (current, steps) = (FunctionInlining.Inline(model), new List<PruneOutcome>());
        foreach (var (step, recipe) in recipes)
        {
            var outcome = BestMethod.IsAskedBy(step)
                ? BestMethod.Prune(current, step, calibration, device, progress, cancellation)
                : Pruner.Prune(current, recipe.Value!, calibration, device, step.Span, progress, cancellation);
            if (!outcome.IsOk)
                return outcome.As<PrunedModel>();
            steps.Add(outcome.Value);
            current = outcome.Value.Pruned;
        }

        return Result<PrunedModel>.Ok(new PrunedModel(current, steps.ToValueList()), [.. steps.SelectMany(step => step.Notes)]);
    }

    /// <summary>What the first step would cut; later steps depend on its result.</summary>
    public static Result<PlannedCut> Plan(
        OnnxModel model, ModelEntry entry, IReadOnlyList<Batch> calibration, Device device, IProgress<Stage>? progress = null,
        CancellationToken cancellation = default)
    {
        if (BestMethod.IsAskedBy(entry.Prune[0]))
        {
            var best = BestMethod.Prune(FunctionInlining.Inline(model), entry.Prune[0], calibration, device, progress, cancellation);
            return best.IsOk
                ? Result<PlannedCut>.Ok(new PlannedCut(best.Value.Structure, best.Value.Plan), best.Diagnostics)
                : best.As<PlannedCut>();
        }

        var recipe = Recipes.Of(entry.Prune[0]);
        return recipe.IsOk
            ? Pruner.Plan(FunctionInlining.Inline(model), recipe.Value, calibration, device, entry.Prune[0].Span, progress, cancellation)
            : recipe.As<PlannedCut>();
    }
}

/// <summary>A model after all steps of its entry.</summary>
/// <param name="Model">The pruned model.</param>
/// <param name="Steps">What each step did, in order.</param>
public sealed record PrunedModel(OnnxModel Model, ValueList<PruneOutcome> Steps);
