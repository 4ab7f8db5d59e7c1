using PruneBuild.Diagnostics;
using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Pruning.Calibrating;
using PruneBuild.Engine.Pruning.Latency;
using PruneBuild.Engine.Pruning.Trying;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.Steps;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Pruning;

/// <summary>Plans what a step cuts: structure, statistics, choices, budget.</summary>
/// <param name="model">The model.</param>
/// <param name="recipe">The step.</param>
/// <param name="bench">Data, and where to run.</param>
/// <param name="memory">What an earlier planning found out for another budget, and what this one does; null for neither.</param>
internal sealed class CutPlanner(OnnxModel model, PruneRecipe recipe, Workbench bench, StepMemory? memory)
{
    private readonly StageClock clock = bench.Clock;

    /// <summary>Plans.</summary>
    /// <param name="choosesLater">True when units that are cut one group after the other need not be chosen yet.</param>
    public Result<PlannedStep> Plan(bool choosesLater)
    {
        var prepared = memory?.Step ?? Prepare(choosesLater);
        if (!prepared.IsOk)
            return prepared.As<PlannedStep>();
        if (memory is not null)
            memory.Step = prepared;
        var step = Searched(prepared.Value);
        if (!step.IsOk)
            return step.As<PlannedStep>();
        return recipe.Budget is Budget.LatencyShare or Budget.LatencyLimit
            ? PlanTime(step.Value, prepared.Diagnostics)
            : PlanCost(step.Value, prepared.Diagnostics);
    }

    /// <summary>The step with the choices of a criterion that searches masks; as it is for all others.</summary>
    private Result<PreparedStep> Searched(PreparedStep step)
    {
        if (recipe.Criterion is not ISearch search)
            return Result<PreparedStep>.Ok(step);
        var searched = clock.Time("searching masks", () => MaskSearch.Run(search, model, step, recipe.Budget, bench));
        return searched.IsOk ? Result<PreparedStep>.Ok(step with { Choices = searched.Value }) : searched.As<PreparedStep>();
    }

    private Result<PlannedStep> PlanCost(PreparedStep step, IReadOnlyList<Diagnostic> notes)
    {
        var structure = step.Analysed.Structure;
        var all = recipe.Allocation.Kind is AllocationKind.Global or AllocationKind.Exact ? Compared(step.Choices) : step.Choices;
        var choices = PackedBlocks.Within(model, structure, all);
        var allocation = clock.Time("planning", () => Planner.Allocate(structure, choices, recipe.Budget, recipe.Allocation));
        return allocation.MeetsBudget
            ? Result<PlannedStep>.Ok(new PlannedStep(step, PackedBlocks.Complete(model, structure, allocation.Plan)), notes)
            // Groups that were left whole may be why.
            : Result<PlannedStep>.Fail(
                [BudgetMiss.Of(recipe.Budget, bench.Place, structure.Cost, structure, allocation.Plan, recipe.Allocation), .. notes]);
    }

    private Result<PlannedStep> PlanTime(PreparedStep step, IReadOnlyList<Diagnostic> notes)
    {
        var (analysed, choices) = (step.Analysed, step.Choices);
        var record = bench.Batches.Count > 0 ? TypicalRecord.Of(model, bench.Batches) : analysed.Probe.Inputs;
        var probe = new LatencyProbe(model, analysed.Structure, record, bench);
        var tables = memory?.Latency ?? clock.Time("timing sizes", () => LatencyTabulation.Measure(
            probe, analysed.Structure,
            [.. choices.Select(group => Planner.Within(analysed.Structure.Group(group.GroupId), group, recipe.Allocation))],
            recipe.Allocation, done => clock.Report("timing sizes", done)));
        if (!tables.IsOk)
            return tables.As<PlannedStep>();
        if (memory is not null)
            memory.Latency = tables;
        var plan = clock.Time("planning", () => LatencyPlanner.Plan(
            probe, analysed.Structure, Compared(choices), tables.Value, recipe.Budget, recipe.Allocation, bench.Place));
        return plan.IsOk
            ? Result<PlannedStep>.Ok(
                new PlannedStep(step, plan.Value.Plan) { Latency = plan.Value, Timed = new TimedSizes(probe, tables.Value, bench.Place) },
                notes)
            : plan.As<PlannedStep>();
    }

    /// <summary>Choices whose losses may be summed over groups: as they are, or as shares of each group's largest.</summary>
    private IReadOnlyList<GroupChoices> Compared(IReadOnlyList<GroupChoices> choices) =>
        recipe.Criterion.ComparesGroups ? choices : [.. choices.Select(group => group.AsShares())];

    /// <summary>All that does not depend on the budget.</summary>
    private Result<PreparedStep> Prepare(bool choosesLater)
    {
        var analysed = clock.Time(
            "finding structures", () => bench.Analyse(model, recipe.Filter.Structures.Contains(StructureKind.Layers)));
        if (!analysed.IsOk)
            return analysed.As<PreparedStep>();
        var structure = analysed.Value.Structure;
        var needs = StepNeeds.Of(model, recipe, structure, analysed.Value.Probe.Facts, choosesLater);
        var unfit = needs.Unfit
            .Select(group => DiagnosticCatalog.CriterionUnfit.At(bench.Place, recipe.Criterion.Name, group.Key, group.Value)).ToArray();
        if (needs.Groups.Count == 0)
        {
            return unfit.Length > 0
                ? Result<PreparedStep>.Fail(unfit)
                : Result<PreparedStep>.Fail(NothingLeft.ToPrune(
                    bench.Place, recipe, structure, () => bench.Analyse(model, withLayers: true)));
        }

        if (needs.NeedsData && bench.Batches.Count == 0)
            return Result<PreparedStep>.Fail(
                NoCalibration.ForCriterion(bench.Place, recipe.Criterion.Name, recipe.Reconstruction.Name));
        var calibration = new Calibration(model, analysed.Value, bench);
        var measured = memory?.Shared is { } shared ? shared.Of(needs, memory.Coming, calibration) : calibration.Measure(needs.Statistics);
        return measured.IsOk
            ? Result<PreparedStep>.Ok(
                new PreparedStep(analysed.Value, needs.Groups, measured.Value.Moments, Choices(needs, measured.Value)),
                [.. unfit.Zip(needs.Unfit.Values, (note, reason) => note with { Severity = UnfitGroups.WeightOf(reason) })])
            : measured.As<PreparedStep>();
    }

    /// <summary>Choices of all groups in their order; of those that choose later any will do.</summary>
    private GroupChoices[] Choices(StepNeeds needs, CalibrationFindings measured)
    {
        GroupChoices[] choices =
        [
            .. clock.Time("choosing", () => Chosen(needs, measured)),
            .. needs.Later.Select(group => GroupChoices.ByScore(group.Id, new double[group.Units])),
        ];
        return [.. needs.Groups.Select(group => choices.Single(choice => choice.GroupId == group.Id))];
    }

    private GroupChoices[] Chosen(StepNeeds needs, CalibrationFindings measured)
    {
        var index = new GraphIndex(model.Graph);
        return
        [
            .. needs.Now.Select(group => recipe.Criterion.Choose(
                Evidence.Of(model, index, group, consumer => measured.Moments.GetValueOrDefault(consumer.Node)) with
                {
                    Values = needs.Values[group.Id].Distinct().ToDictionary(request => request, request => measured.Values[request]),
                })),
        ];
    }
}
