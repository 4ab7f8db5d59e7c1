using PruneBuild.Diagnostics;
using PruneBuild.Engine.Pruning.Calibrating;
using PruneBuild.Numerics.Sparsity;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Masks;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Planning;

namespace PruneBuild.Engine.Pruning.Masks;

/// <summary>Walks one masking step of one model: weights, shares, statistics block by block, masks, updates.</summary>
internal static class MaskPruner
{
    private const string NotFinite = "holds NaN or infinity";

    /// <summary>Masks a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="recipe">What to do.</param>
    /// <param name="bench">Data, and where to run.</param>
    public static Result<PruneOutcome> Prune(OnnxModel model, MaskRecipe recipe, Workbench bench)
    {
        bench = bench.Afresh();
        var clock = bench.Clock;
        var found = Find(model, recipe, bench);
        if (!found.IsOk)
            return found.As<PruneOutcome>();
        var (analysed, maskable, weights, broken, said) = found.Value;
        var ordered = recipe.Reorders
            ? clock.Time(
                "reordering", () => new FeatureReordering(recipe, analysed, new Calibration(model, analysed, bench)).Run(
                    weights, [.. maskable.Weights.Except(weights)]))
            : Result<ReorderedModel>.Ok(new ReorderedModel(model, []));
        if (!ordered.IsOk)
            return ordered.As<PruneOutcome>();
        model = ordered.Value.Model;
        recipe = recipe with { Present = ordered.Value.Reorder(recipe.Present) };
        var targets = clock.Time(MaskTargets.Stage, () => new MaskTargets(model, analysed, weights, recipe, bench).Divide());
        if (!targets.IsOk)
            return Result<PruneOutcome>.Fail([.. targets.Diagnostics, .. said]);
        var walk = new MaskWalk(model, analysed.Probe.Facts, recipe, targets.Value, bench);
        var masked = clock.Time(MaskWalk.Stage, () => walk.Run(weights));
        return masked.IsOk
            ? Result<PruneOutcome>.Ok(
                new PruneOutcome(
                    masked.Value, PrunePlan.Empty, analysed.Structure, Describe(recipe, ordered.Value.Orders.Count), clock.Timings,
                    [.. said, .. walk.Notes, .. Idle(walk, recipe, bench.Place)])
                {
                    Masks = new MaskReport(
                        walk.Weights.ToValueList(),
                        [.. maskable.Refusals, .. broken.Select(
                            weight => new MaskRefusal(weight.Tensor, weight.Node, weight.Operator, weight.Layout.Count, NotFinite))])
                    {
                        Kept = walk.Kept,
                        Orders = ordered.Value.Orders,
                        Pattern = recipe.Target as SparsityTarget.Pattern,
                    },
                })
            : Result<PruneOutcome>.Fail([.. masked.Diagnostics, .. said]);
    }

    /// <summary>The weights that a step would mask, and how many zeros each would get; no mask is chosen.</summary>
    /// <param name="model">The model.</param>
    /// <param name="recipe">What to do.</param>
    /// <param name="bench">Data, and where to run.</param>
    public static Result<PlannedCut> Plan(OnnxModel model, MaskRecipe recipe, Workbench bench)
    {
        var found = Find(model, recipe, bench);
        if (!found.IsOk)
            return found.As<PlannedCut>();
        var (analysed, _, weights, _, said) = found.Value;
        var targets = new MaskTargets(model, analysed, weights, recipe, bench).Divide();
        return targets.IsOk
            ? Result<PlannedCut>.Ok(
                new PlannedCut(analysed.Structure, PrunePlan.Empty)
                {
                    Masks = [.. weights.Select(weight => new PlannedMask(weight.Id, weight.Layout.Count, targets.Value[weight.Id]))],
                },
                [.. said])
            : Result<PlannedCut>.Fail([.. targets.Diagnostics, .. said]);
    }

    private static Result<FoundWeights> Find(OnnxModel model, MaskRecipe recipe, Workbench bench)
    {
        var analysed = bench.Clock.Time("finding weights", () => bench.Analyse(model));
        if (!analysed.IsOk)
            return analysed.As<FoundWeights>();
        var maskable = MaskableWeights.Find(model, analysed.Value.Probe.Facts);
        var (weights, broken) = Sound(model, [.. maskable.Weights.Where(recipe.Filter.Allows)]);
        Diagnostic[] said =
        [
            .. broken.Select(weight => DiagnosticCatalog.MaskGivenUp.At(bench.Place, weight.Id, $"it {NotFinite}, so that it stays dense")),
            .. InBodies(recipe, maskable, bench.Place),
        ];
        return Problem(recipe, maskable, weights, bench) is { } problem
            ? Result<FoundWeights>.Fail([problem, .. said])
            : Result<FoundWeights>.Ok(new FoundWeights(analysed.Value, maskable, weights, broken, said));
    }

    /// <summary>Said of matrices that lie where no mask reaches, unless the manifest names those that it means.</summary>
    private static IEnumerable<Diagnostic> InBodies(MaskRecipe recipe, MaskableWeights found, SourceSpan? place) =>
        recipe.Filter.Only.Count > 0
            ? []
            : found.Refusals.Where(refusal => refusal.IsInBody)
                .Select(refusal => DiagnosticCatalog.MaskGivenUp.At(place, refusal.Tensor, $"{refusal.Reason}, so that it stays dense"));

    /// <summary>Said of a step that takes nothing which earlier ones had not taken.</summary>
    private static IEnumerable<Diagnostic> Idle(MaskWalk walk, MaskRecipe recipe, SourceSpan? place)
    {
        var before = walk.Weights.Sum(weight => recipe.Present.GetValueOrDefault(weight.Tensor)?.LongCount(present => !present) ?? 0);
        return before > 0 && before == walk.Weights.Sum(weight => weight.Zeros)
            ? [DiagnosticCatalog.NothingMoreMasked.At(place, 100.0 * before / walk.Weights.Sum(weight => weight.Elements))]
            : [];
    }

    /// <summary>The weights that can be compared, and those with numbers that cannot.</summary>
    private static (MaskableWeight[] Weights, MaskableWeight[] Broken) Sound(OnnxModel model, MaskableWeight[] weights)
    {
        var index = new GraphIndex(model.Graph);
        var finite = weights.ToLookup(weight => MaskedWeightEditor.Read(model, index, weight).All(part => part.IsFinite));
        return ([.. finite[true]], [.. finite[false]]);
    }

    private static Diagnostic? Problem(MaskRecipe recipe, MaskableWeights found, MaskableWeight[] weights, Workbench bench)
    {
        var place = bench.Place;
        if (weights.Length == 0)
            return NothingLeft.ToMask(place, found.Weights.Count, found.Refusals);
        return bench.Batches.Count == 0 ? WithoutData(recipe, place) : null;
    }

    /// <summary>The first thing that looks at data; null when nothing does.</summary>
    private static Diagnostic? WithoutData(MaskRecipe recipe, SourceSpan? place)
    {
        return recipe.Masks.Needs is not null ? NoCalibration.ForCriterion(place, recipe.Masks.Name, recipe.Update.Name)
            : recipe.Update.Needs is not null ? Needed($"Reconstruction '{recipe.Update.Name}'", "remove 'reconstruct'")
            : recipe.Allocation is AllocationKind.Owl or AllocationKind.Spdy or AllocationKind.Evolution
                ? Needed($"'allocate: {recipe.Allocation.ToString().ToLowerInvariant()}'", "remove 'allocate'")
            : recipe.Targets != OutputTargets.Own ? Needed("'targets' under 'reconstruct'", "remove it")
            : recipe.Needs is not null ? NoCalibration.ForRecovery(place, "mask-tuning")
            : null;

        Diagnostic Needed(string what, string wayOut) => DiagnosticCatalog.CalibrationNeeded.At(place, what, wayOut);
    }

    private static string Describe(MaskRecipe recipe, int reordered) =>
        $"{recipe.Method}: {recipe.Masks.Name} masks, "
        + $"{(recipe.Reorders ? $"features in better order in {reordered} groups, " : "")}"
        + $"{recipe.Allocation.ToString().ToLowerInvariant()} allocation{(recipe.Swaps ? ", swaps" : "")}, "
        + $"{recipe.Update.Name}{MeasuredOn(recipe)}"
        + recipe.Targets switch
        {
            OutputTargets.Block => " towards the dense block",
            OutputTargets.Original => " towards the original",
            _ => "",
        };

    private static string MeasuredOn(MaskRecipe recipe) =>
        recipe.Masks.Needs is null && recipe.Update.Needs is null ? "" : $" on {recipe.Inputs.ToString().ToLowerInvariant()} inputs";

    /// <summary>What a step has to do with.</summary>
    /// <param name="Analysed">One run of the model.</param>
    /// <param name="Maskable">What can be masked in it.</param>
    /// <param name="Weights">What the step masks.</param>
    /// <param name="Broken">What it would, were all numbers finite.</param>
    /// <param name="Said">What people are told of it.</param>
    private sealed record FoundWeights(
        AnalysedModel Analysed, MaskableWeights Maskable, MaskableWeight[] Weights, MaskableWeight[] Broken, Diagnostic[] Said);
}
