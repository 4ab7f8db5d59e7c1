using PruneBuild.Diagnostics;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Upgrading;
using PruneBuild.Pruning.Masks;
using PruneBuild.Pruning.Recovery;

namespace PruneBuild.Engine.Pruning.Recovery;

/// <summary>Trains a pruned model: a small family of parameters, masks kept, all at once with the loss of its task or block by block;
/// or all parameters, masks moving.</summary>
/// <remarks>Zimmer, Andoni, Spiegel, Pokutta, PERP: Rethinking the Prune-Retrain Paradigm in the Era of LLMs (arXiv 2312.15230); Xie et
/// al., UniPTS: A Unified Framework for Proficient Post-Training Sparsity (CVPR 2024).</remarks>
/// <param name="recipe">What and how.</param>
/// <param name="bench">Data, and where to run.</param>
/// <param name="checkpoints">Where it notes how far it is, and goes on from; null to do neither.</param>
internal sealed class Recoverer(RecoveryRecipe recipe, Workbench bench, RecoveryCheckpoints? checkpoints = null)
{
    private readonly RecoveryProgress progress = new(bench.Clock);

    /// <summary>Trains.</summary>
    /// <param name="input">The pruned model, its masks, and the model before any pruning:
    /// what the loss <c>match</c> and blocks compare with.</param>
    public Result<RecoveredModel> Recover(StepInput input)
    {
        if (Problem(input) is { } problem)
            return Result<RecoveredModel>.Fail(problem);
        var probe = bench.Probe(input.Model);
        if (!probe.IsOk)
            return probe.As<RecoveredModel>();
        var weights = MaskableWeights.Find(input.Model, probe.Value.Facts);
        var model = TrainedParts.WithNewBiases(input.Model, weights, recipe);
        var cut = bench with { Batches = StepBatches.Of(bench.Batches, model, probe.Value.Facts, recipe) };
        var form = TrainingForm.Of(input with { Model = model }, probe.Value.Facts, cut);
        var recovered = recipe.Blocks is null ? Whole(form, weights) : ByBlocks(form, weights);
        return recovered.IsOk
            ? Result<RecoveredModel>.Ok(
                recovered.Value with { Model = form.Into(model, recovered.Value.Model) }, [.. Notes(recovered.Value.Report)])
            : recovered.As<RecoveredModel>(bench.Place);

        IEnumerable<Diagnostic> Notes(RecoveryReport report)
        {
            if (EmptyFamilies.Some(form, weights, recipe, recovered.Value.Families) is { } empty)
                yield return empty;
            var holdsOut = cut.Batches.Count >= Trainer.FewestToSplit;
            if (!holdsOut)
                yield return DiagnosticCatalog.NothingHeldOut.At(bench.Place, recipe.Name, bench.Batches.Sum(batch => batch.Records.Count));
            if (report is { Steps: > 0 } && report.LossAfter >= report.LossBefore)
                yield return DiagnosticCatalog.NothingLearnt.At(
                    bench.Place, recipe.Name, report.Steps, report.LossBefore,
                    holdsOut ? "held-out calibration data" : "calibration data");
        }
    }

    private Diagnostic? Problem(StepInput input) =>
        bench.Batches.Count == 0
            ? NoCalibration.ForRecovery(bench.Place, recipe.Name)
        : input.Kept.Count > 0 && recipe.Families.Contains(TrainedFamily.Lora)
            ? DiagnosticCatalog.ManifestCombination.At(
                bench.Place, "'lora' would fill the zeros that masks made. Use 'mask-lora' or 'scale-lora', which keep them.")
        : input.Kept.Count == 0 && recipe.Regrowth is not null
            ? RecoveryRecipes.NothingMoves(bench.Place)
        : input.Model.Opset() < OpsetUpgrade.Oldest
            ? DiagnosticCatalog.OpsetTooOld.At(bench.Place, input.Model.Opset(), recipe.Name, OpsetUpgrade.Oldest)
            : null;

    private Result<RecoveredModel> ByBlocks(TrainingForm form, MaskableWeights weights)
    {
        var before = bench.Probe(form.Input.Original);
        return before.IsOk
            ? new BlockRecoverer(form.Input, before.Value.Facts, form.Facts, weights, recipe, form.Bench)
                .Run(form.Input.Model, progress, checkpoints)
            : before.As<RecoveredModel>();
    }

    private Result<RecoveredModel> Whole(TrainingForm form, MaskableWeights weights)
    {
        var (input, model) = (form.Input, form.Input.Model);
        var parts = TrainedParts.Of(model, form.Facts, weights, input.Kept, recipe);
        if (recipe.Regrowth is not null)
            parts = parts.Moving(input.Original, model, weights, input.Patterns);
        if (parts.Tensors.Count == 0)
            return Result<RecoveredModel>.Fail(EmptyFamilies.All(model, weights, recipe));
        var task = TrainingTask.Of(parts.Adapted, input.Original, form.Facts, recipe, form.Bench);
        if (!task.IsOk)
            return task.As<RecoveredModel>();
        var trained = GradientTraining.Run(
            task.Value, parts.Tensors, recipe, form.Bench, progress.Part(0, 1), checkpoints?.OfTraining(0));
        return trained.IsOk
            ? Result<RecoveredModel>.Ok(RecoveredModel.Of(trained.Value.Into(model, parts.Tensors, input.Kept), trained.Value.Report) with
            {
                Families = parts.Families, Kept = trained.Value.Masks,
            })
            : trained.As<RecoveredModel>();
    }
}

/// <summary>A recovered model.</summary>
/// <param name="Model">The model.</param>
/// <param name="Report">What was done.</param>
public sealed record RecoveredModel(OnnxModel Model, RecoveryReport Report)
{
    /// <summary>Families that something was trained of.</summary>
    public IReadOnlySet<TrainedFamily> Families { get; init; } = new HashSet<TrainedFamily>();

    /// <summary>Masks that were chosen anew, by tensor: elements that stay. All others are as they were.</summary>
    public IReadOnlyDictionary<string, bool[]> Kept { get; init; } = new Dictionary<string, bool[]>();

    /// <summary>The model, its size noted in the report.</summary>
    internal static RecoveredModel Of(OnnxModel model, RecoveryReport report) => new(
        model,
        report with { AllParameters = model.Graph.Initializer.Sum(tensor => tensor.Dims.Aggregate(1L, (count, size) => count * size)) });
}
