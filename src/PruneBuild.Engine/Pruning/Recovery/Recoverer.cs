using PruneBuild.Diagnostics;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Numerics.Sparsity;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Upgrading;
using PruneBuild.Pruning.Masks;
using PruneBuild.Pruning.Recovery;

namespace PruneBuild.Engine.Pruning.Recovery;

/// <summary>Trains a pruned model: a small family of parameters, masks kept, all at once with the loss of its task or block by block; or all parameters,
/// masks moving.</summary>
/// <remarks>Zimmer, Andoni, Spiegel, Pokutta, PERP: Rethinking the Prune-Retrain Paradigm in the Era of LLMs (arXiv 2312.15230); Xie et al., UniPTS: A Unified
/// Framework for Proficient Post-Training Sparsity (CVPR 2024).</remarks>
public static class Recoverer
{
    /// <summary>Trains.</summary>
    /// <param name="pruned">The pruned model.</param>
    /// <param name="original">The model before any pruning: what the loss <c>match</c> and blocks compare with.</param>
    /// <param name="masks">Elements that stay, by tensor, for tensors that were masked.</param>
    /// <param name="recipe">What and how.</param>
    /// <param name="batches">Calibration data.</param>
    /// <param name="device">Where to run.</param>
    /// <param name="place">The line of the manifest that asked, for messages.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="checkpoints">Where it notes how far it is, and goes on from; null to do neither.</param>
    /// <param name="patterns">Patterns that masks have, by tensor: they hold where masks move. Null for none.</param>
    /// <param name="cancellation">Ends the work with <see cref="OperationCanceledException" />.</param>
    public static Result<RecoveredModel> Recover(
        OnnxModel pruned, OnnxModel original, IReadOnlyDictionary<string, bool[]> masks, RecoveryRecipe recipe, IReadOnlyList<Batch> batches,
        Device device, SourceSpan? place = null, Action<double>? progress = null, RecoveryCheckpoints? checkpoints = null,
        IReadOnlyDictionary<string, SparsityTarget.Pattern>? patterns = null, CancellationToken cancellation = default)
    {
        if (batches.Count == 0)
            return Result<RecoveredModel>.Fail(DiagnosticCatalog.CalibrationNeeded, place, recipe.Name, "training");
        if (masks.Count > 0 && recipe.Families.Contains(TrainedFamily.Lora))
            return Result<RecoveredModel>.Fail(DiagnosticCatalog.ManifestCombination, place, "'lora' would fill the zeros that masks made. Use 'mask-lora' or 'scale-lora', which keep them.");
        if (masks.Count == 0 && recipe.Regrowth is not null)
            return Result<RecoveredModel>.Fail(RecoveryRecipes.NothingMoves(place));
        if (pruned.Opset() < OpsetUpgrade.Oldest)
            return Result<RecoveredModel>.Fail(DiagnosticCatalog.OpsetTooOld, place, pruned.Opset(), recipe.Name, OpsetUpgrade.Oldest);
        var probe = SampleInputs.Probe(pruned, device);
        if (!probe.IsOk)
            return probe.As<RecoveredModel>();
        var before = recipe.Blocks is null ? probe : SampleInputs.Probe(original, device);
        if (!before.IsOk)
            return before.As<RecoveredModel>();
        var (facts, weights) = (probe.Value.Facts, MaskableWeights.Find(pruned, probe.Value.Facts));
        var model = TrainedParts.WithNewBiases(pruned, weights, recipe);
        var recovered = recipe.Blocks is null
            ? Whole(model, original, facts, weights, masks, patterns ?? new Dictionary<string, SparsityTarget.Pattern>(), recipe, batches, device, progress, checkpoints, cancellation)
            : new BlockRecoverer(original, before.Value.Facts, facts, weights, masks, recipe, device).Run(model, batches, progress, checkpoints, cancellation);
        return recovered.IsOk
            ? recovered
            : Result<RecoveredModel>.Fail([.. recovered.Diagnostics.Select(problem => problem with { Location = problem.Location ?? place })]);
    }

    private static Result<RecoveredModel> Whole(
        OnnxModel model, OnnxModel original, ShapeFacts facts, MaskableWeights weights, IReadOnlyDictionary<string, bool[]> masks,
        IReadOnlyDictionary<string, SparsityTarget.Pattern> patterns, RecoveryRecipe recipe, IReadOnlyList<Batch> batches, Device device,
        Action<double>? progress, RecoveryCheckpoints? checkpoints, CancellationToken cancellation)
    {
        var parts = TrainedParts.Of(model, weights, masks, recipe);
        if (recipe.Regrowth is not null)
            parts = parts.Moving(original, model, weights, patterns);
        if (parts.Tensors.Count == 0)
            return Result<RecoveredModel>.Fail(DiagnosticCatalog.NothingToTrain, null, RecoveryRecipes.Words(recipe.Families), RecoveryRecipes.AllFamilies);
        var task = TrainingTask.Of(parts.Adapted, original, facts, recipe.Loss, recipe.Regrowth?.Temperature ?? 1, batches, device, cancellation);
        if (!task.IsOk)
            return task.As<RecoveredModel>();
        var trained = GradientTraining.Run(task.Value, parts.Tensors, recipe, device, progress, checkpoints?.OfTraining(0), cancellation);
        return trained.IsOk
            ? Result<RecoveredModel>.Ok(RecoveredModel.Of(trained.Value.Into(model, parts.Tensors, masks), trained.Value.Report) with { Kept = trained.Value.Masks })
            : trained.As<RecoveredModel>();
    }
}

/// <summary>A recovered model.</summary>
/// <param name="Model">The model.</param>
/// <param name="Report">What was done.</param>
public sealed record RecoveredModel(OnnxModel Model, RecoveryReport Report)
{
    /// <summary>Masks that were chosen anew, by tensor: elements that stay. All others are as they were.</summary>
    public IReadOnlyDictionary<string, bool[]> Kept { get; init; } = new Dictionary<string, bool[]>();

    /// <summary>The model, its size noted in the report.</summary>
    internal static RecoveredModel Of(OnnxModel model, RecoveryReport report) => new(
        model, report with { AllParameters = model.Graph.Initializer.Sum(tensor => tensor.Dims.Aggregate(1L, (count, size) => count * size)) });
}
