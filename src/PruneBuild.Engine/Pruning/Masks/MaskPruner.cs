using PruneBuild.Diagnostics;
using PruneBuild.Engine.Pruning.Calibrating;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Numerics.Sparsity;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Masks;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Planning;
namespace PruneBuild.Engine.Pruning.Masks;

/// <summary>Walks one masking step of one model: weights, shares, statistics block by block, masks, updates.</summary>
public static class MaskPruner
{
    private const string NotFinite = "holds NaN or infinity";

    /// <summary>Masks a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="recipe">What to do.</param>
    /// <param name="batches">Calibration data; empty when there is none.</param>
    /// <param name="device">Where to run.</param>
    /// <param name="place">The line of the manifest that asked, for messages.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancellation">Ends the work with <see cref="OperationCanceledException" />.</param>
    public static Result<PruneOutcome> Prune(
        OnnxModel model, MaskRecipe recipe, IReadOnlyList<Batch> batches, Device device, SourceSpan? place = null,
        IProgress<Stage>? progress = null, CancellationToken cancellation = default)
    {
        var clock = new StageClock(progress);
        var analysed = clock.Time("finding weights", () => StructureAnalysis.Analyse(model, batches.Count > 0 ? batches : null, device));
        if (!analysed.IsOk)
            return analysed.As<PruneOutcome>();
        var facts = analysed.Value.Probe.Facts;
        var found = MaskableWeights.Find(model, facts);
        var (weights, broken) = Sound(model, [.. found.Weights.Where(recipe.Filter.Allows)]);
        Diagnostic[] said = [.. broken.Select(weight => DiagnosticCatalog.MaskGivenUp.At(place, weight.Id, $"it {NotFinite}, so that it stays dense"))];
        if (Problem(recipe, found, weights, batches, place) is { } problem)
            return Result<PruneOutcome>.Fail([problem, .. said]);
        var ordered = recipe.Reorders
            ? clock.Time("reordering", () => new FeatureReordering(recipe, analysed.Value, new Calibration(model, analysed.Value, batches, device, clock, cancellation, place)).Run(
                weights, [.. found.Weights.Except(weights)]))
            : Result<ReorderedModel>.Ok(new ReorderedModel(model, []));
        if (!ordered.IsOk)
            return ordered.As<PruneOutcome>();
        model = ordered.Value.Model;
        var targets = clock.Time("dividing", () => MaskTargets.Of(model, analysed.Value, weights, recipe, batches, device, clock, cancellation));
        if (!targets.IsOk)
            return Result<PruneOutcome>.Fail([.. targets.Diagnostics, .. said]);
        var walk = new MaskWalk(model, facts, recipe, targets.Value, device);
        var masked = clock.Time("masking", () => walk.Run(
            weights, batches, fraction => clock.Report("masking", fraction), cancellation));
        return masked.IsOk
            ? Result<PruneOutcome>.Ok(
                new PruneOutcome(masked.Value, PrunePlan.Empty, analysed.Value.Structure, Describe(recipe, ordered.Value.Orders.Count), clock.Timings, [.. said, .. walk.Notes])
                {
                    Masks = new MaskReport(
                        walk.Weights.ToValueList(),
                        [.. found.Refusals, .. broken.Select(weight => new MaskRefusal(weight.Tensor, weight.Node, weight.Operator, weight.Layout.Count, NotFinite))])
                    {
                        Kept = walk.Kept,
                        Orders = ordered.Value.Orders,
                        Pattern = recipe.Target as SparsityTarget.Pattern,
                    },
                })
            : Result<PruneOutcome>.Fail([.. masked.Diagnostics, .. said]);
    }

    /// <summary>The weights that can be compared, and those with numbers that cannot.</summary>
    private static (MaskableWeight[] Weights, MaskableWeight[] Broken) Sound(OnnxModel model, MaskableWeight[] weights)
    {
        var index = new GraphIndex(model.Graph);
        var finite = weights.ToLookup(weight => MaskedWeightEditor.Read(model, index, weight).All(part => part.IsFinite));
        return ([.. finite[true]], [.. finite[false]]);
    }

    private static Diagnostic? Problem(
        MaskRecipe recipe, MaskableWeights found, MaskableWeight[] weights, IReadOnlyList<Batch> batches, SourceSpan? place)
    {
        if (weights.Length == 0)
            return NothingLeft.ToMask(place, found.Weights.Count, found.Refusals.Count);
        var needsData = recipe.Needs is not null || recipe.Targets != OutputTargets.Own || recipe.Allocation is AllocationKind.Owl or AllocationKind.Spdy or AllocationKind.Evolution;
        if (needsData && batches.Count == 0)
            return DiagnosticCatalog.CalibrationNeeded.At(place, recipe.Masks.Name, recipe.Update.Name);
        return recipe.Target is SparsityTarget.Pattern && recipe.Allocation != AllocationKind.Uniform
            ? DiagnosticCatalog.ManifestCombination.At(
                place, $"A pattern such as 2:4 is the same in every weight, so 'allocate: {recipe.Allocation.ToString().ToLowerInvariant()}' has nothing to divide. Remove it, or ask for a share.")
            : null;
    }

    private static string Describe(MaskRecipe recipe, int reordered) =>
        $"{recipe.Method}: {recipe.Masks.Name} masks, {(recipe.Reorders ? $"features in better order in {reordered} groups, " : "")}{recipe.Allocation.ToString().ToLowerInvariant()} allocation{(recipe.Swaps ? ", swaps" : "")}, "
        + $"{recipe.Update.Name}{(recipe.Masks.Needs is null && recipe.Update.Needs is null ? "" : $" on {recipe.Inputs.ToString().ToLowerInvariant()} inputs")}"
        + recipe.Targets switch { OutputTargets.Block => " towards the dense block", OutputTargets.Original => " towards the original", _ => "" };
}
