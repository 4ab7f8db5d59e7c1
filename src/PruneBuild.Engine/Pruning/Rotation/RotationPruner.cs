using System.Globalization;
using PruneBuild.Diagnostics;
using PruneBuild.Inference.Equivalence;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.SliceGpt;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Pruning.Rotation;

/// <summary>Walks one step that rotates the residual stream and slices it: form, plan, bases, proofs.</summary>
internal static class RotationPruner
{
    /// <summary>Prunes a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="recipe">What to do.</param>
    /// <param name="bench">Data, and where to run.</param>
    public static Result<PruneOutcome> Prune(OnnxModel model, RotationRecipe recipe, Workbench bench)
    {
        bench = bench.Afresh();
        var clock = bench.Clock;
        if (bench.Batches.Count == 0)
            return Result<PruneOutcome>.Fail(NoCalibration.ForMethod(bench.Place, RotationRecipe.Method));
        var prepared = clock.Time("finding structures", () => Prepare(model, recipe, bench));
        if (!prepared.IsOk)
            return prepared.As<PruneOutcome>();
        var (original, form, analysed, groups, plan) = prepared.Value;
        if (plan.Groups.Count == 0)
            return Result<PruneOutcome>.Ok(new PruneOutcome(model, plan, original.Structure, Description, clock.Timings, []));
        var walk = new StreamWalk(form, analysed, groups, plan, bench);
        var turned = clock.Time(StreamWalk.Stage, walk.Run);
        if (!turned.IsOk)
            return turned.As<PruneOutcome>();
        var (rotated, chosen) = turned.Value;
        var cut = GraphCutter.Cut(rotated, analysed.Structure, chosen);
        var wrong = clock.Time(
            "proving the cut",
            () => Difference(model, rotated, original, bench) ?? CutProof.Check(rotated, cut, analysed, chosen, bench));
        return wrong is not null
            ? Result<PruneOutcome>.Fail(wrong)
            : Result<PruneOutcome>.Ok(new PruneOutcome(cut, chosen, analysed.Structure, Description, clock.Timings,
                Dearer(original.Structure, analysed.Structure, chosen, bench.Place))
            {
                OriginalCost = original.Structure.Cost,
            });
    }

    /// <summary>PB3072 where the form with its added matrices costs more than the original in spite of the cut.</summary>
    private static IReadOnlyList<Diagnostic> Dearer(ModelStructure original, ModelStructure form, PrunePlan plan, SourceSpan? place)
    {
        var (before, after) = (original.Cost.Macs(PrunePlan.Empty.KeptCounts()), form.Cost.Macs(plan.KeptCounts()));
        return after > before
            ? [DiagnosticCatalog.RotationDearer.At(
                place, RotationRecipe.Method, ((after / before) - 1).ToString("P1", CultureInfo.InvariantCulture))]
            : [];
    }

    /// <summary>What pruning would cut, without data.</summary>
    public static Result<PlannedCut> Plan(OnnxModel model, RotationRecipe recipe, Workbench bench)
    {
        var prepared = Prepare(model, recipe, bench);
        return prepared.IsOk
            ? Result<PlannedCut>.Ok(new PlannedCut(prepared.Value.Analysed.Structure, prepared.Value.Plan)
            {
                OriginalCost = prepared.Value.Original.Structure.Cost,
            })
            : prepared.As<PlannedCut>();
    }

    private static string Description => $"{RotationRecipe.Method}: principal directions of the residual stream, uniform allocation";

    private static Result<Prepared> Prepare(OnnxModel model, RotationRecipe recipe, Workbench bench)
    {
        var place = bench.Place;
        var original = bench.Analyse(model);
        if (!original.IsOk)
            return original.As<Prepared>();
        var (form, obstacle) = RotatableForm.Of(model, original.Value.Probe.Facts);
        if (form is null)
            return NotInvariant(obstacle!, place);
        var analysed = bench.Analyse(form.Model);
        if (!analysed.IsOk)
            return analysed.As<Prepared>();
        var structure = analysed.Value.Structure;
        (var groups, obstacle) = form.GroupsIn(structure);
        if (groups is null)
            return NotInvariant(obstacle!, place);
        var allowed = groups.Select(group => group.Group with { Kind = StructureKind.Width }).Where(recipe.Filter.Allows).ToArray();
        if (allowed.Length == 0)
            return Result<Prepared>.Fail(NothingLeft.ToPrune(place, groups.Count, structure.Refusals.Count));
        var asked = Absolute(recipe.Budget, original.Value.Structure.Cost);
        if (asked is Budget.Absolute limit
            && original.Value.Structure.Cost.Evaluate(limit.Kind, original.Value.Structure.Cost.Units) <= limit.Limit)
            return Result<Prepared>.Ok(new Prepared(original.Value, form, analysed.Value, groups, PrunePlan.Empty));
        var allocation = Planner.Allocate(structure, [.. allowed.Select(Prefixes)], asked, recipe.Allocation);
        return allocation.MeetsBudget
            ? Result<Prepared>.Ok(new Prepared(original.Value, form, analysed.Value, groups, allocation.Plan))
            : Result<Prepared>.Fail(
                BudgetMiss.Of(asked, place, original.Value.Structure.Cost, structure, allocation.Plan, recipe.Allocation));
    }

    /// <summary>A share is one of the original: the form has matrices that the original has not.</summary>
    private static Budget Absolute(Budget budget, CostModel original) => budget is Budget.Share share
        ? new Budget.Absolute(share.Kind, (1 - share.Removed) * original.Evaluate(share.Kind, original.Units))
        : budget;

    /// <summary>Directions stay in the order of their energy, so that kept sets are beginnings.</summary>
    private static GroupChoices Prefixes(PruneGroup group) => GroupChoices.InOrder(
        group.Id, [.. Enumerable.Range(0, group.Units).Reverse()], new double[group.Units], group.Units);

    /// <summary>The rotation must change nothing.</summary>
    private static Diagnostic? Difference(OnnxModel model, OnnxModel rotated, AnalysedModel original, Workbench bench)
    {
        var differences = EquivalenceCheck.Between(model, rotated, original.Probe.Inputs, bench.Device, bench.Cancellation);
        return differences.IsOk
            ? differences.Value.Where(difference => !(difference.Relative <= CutProof.Tolerance))
                .Select(difference => DiagnosticCatalog.RotationNotEquivalent.At(
                    null, difference.Output, difference.Relative, CutProof.Tolerance)).FirstOrDefault()
            : differences.Diagnostics[0];
    }

    private static Result<Prepared> NotInvariant(StreamObstacle obstacle, SourceSpan? place) =>
        Result<Prepared>.Fail(DiagnosticCatalog.StreamNotInvariant, place, RotationRecipe.Method, obstacle.Node, obstacle.Reason);

    private sealed record Prepared(
        AnalysedModel Original, RotatableForm Form, AnalysedModel Analysed, IReadOnlyList<StreamGroup> Groups, PrunePlan Plan);
}
