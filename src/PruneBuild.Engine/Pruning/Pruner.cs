using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Pruning.Calibrating;
using PruneBuild.Engine.Pruning.Latency;
using PruneBuild.Engine.Pruning.Refitting;
using PruneBuild.Engine.Pruning.Trying;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Segments;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.Reconstruction;
using PruneBuild.Pruning.Methods.Steps;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Structures;
namespace PruneBuild.Engine.Pruning;

/// <summary>Walks one pruning step of one model: structure, statistics, choices, plan, cut, reconstruction.</summary>
public static class Pruner
{
    /// <summary>Prunes a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="recipe">What to do.</param>
    /// <param name="batches">Calibration data; empty when there is none.</param>
    /// <param name="device">Where to run.</param>
    /// <param name="place">The line of the manifest that asked, for messages.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="memory">What an earlier call found out for the same model and recipe with another budget; null for nothing.</param>
    /// <param name="cancellation">Ends the work with <see cref="OperationCanceledException" />.</param>
    public static Result<PruneOutcome> Prune(
        OnnxModel model, PruneRecipe recipe, IReadOnlyList<Batch> batches, Device device, SourceSpan? place = null,
        IProgress<Stage>? progress = null, StepMemory? memory = null, CancellationToken cancellation = default)
    {
        if (recipe.Reconstruction.NeedsData && batches.Count == 0)
            return Result<PruneOutcome>.Fail(DiagnosticCatalog.CalibrationNeeded, place, recipe.Criterion.Name, recipe.Reconstruction.Name);
        var clock = new StageClock(progress);
        var planned = Plan(model, recipe, batches, device, place, clock, memory, choosesLater: StepNeeds.ChoosesLater(recipe), cancellation);
        if (!planned.IsOk)
            return planned.As<PruneOutcome>();
        var step = planned.Value;
        var refit = clock.Time("cutting and refitting", () => CutAndRefit(model, recipe, step, batches, device, clock, memory, cancellation));
        if (!refit.IsOk)
            return refit.As<PruneOutcome>();
        var cut = Refits(recipe) ? GraphCutter.Cut(model, step.Analysed.Structure, refit.Value.Plan) : refit.Value.Model;
        if (clock.Time("proving the cut", () => CutProof.Check(model, cut, step.Analysed, refit.Value.Plan, device)) is { } wrong)
            return Result<PruneOutcome>.Fail(wrong);
        return Result<PruneOutcome>.Ok(new PruneOutcome(
            refit.Value.Model, refit.Value.Plan, step.Analysed.Structure, Describe(recipe), clock.Timings, [.. planned.Diagnostics, .. refit.Diagnostics])
        {
            Latency = refit.Value.Latency ?? step.Latency,
        });
    }

    /// <summary>What pruning would cut, without cutting.</summary>
    public static Result<PlannedCut> Plan(
        OnnxModel model, PruneRecipe recipe, IReadOnlyList<Batch> batches, Device device, SourceSpan? place = null,
        IProgress<Stage>? progress = null, CancellationToken cancellation = default)
    {
        var dividesAnew = recipe.Stepwise is not null && StepNeeds.ChoosesLater(recipe);
        var planned = Plan(model, recipe, batches, device, place, new StageClock(progress), null, choosesLater: dividesAnew, cancellation);
        if (!planned.IsOk)
            return planned.As<PlannedCut>();
        var plan = dividesAnew ? FirstDivision(model, recipe, planned.Value, batches, device, cancellation) : Result<PrunePlan>.Ok(planned.Value.Plan);
        return plan.IsOk
            ? Result<PlannedCut>.Ok(new PlannedCut(planned.Value.Analysed.Structure, plan.Value)
            {
                Choices = planned.Value.Choices, Settled = SettledParts.Of(recipe),
            }, planned.Diagnostics)
            : plan.As<PlannedCut>();
    }

    /// <summary>What a run that divides its budget before each cut begins with.</summary>
    private static Result<PrunePlan> FirstDivision(
        OnnxModel model, PruneRecipe recipe, PlannedStep step, IReadOnlyList<Batch> batches, Device device, CancellationToken cancellation)
    {
        // Nothing is refit, so nothing is recorded to refit by.
        var choosing = recipe with { Reconstruction = new PlainSlice() };
        var planner = StepwisePlanner.Create(
            model, step.Analysed, choosing, recipe.Stepwise!, step.Groups, choices => Planner.Allocate(step.Analysed.Structure, choices, recipe.Budget, recipe.Allocation),
            Ask(model, step, batches, device, null), batches, device, null, cancellation);
        return planner.IsOk ? planner.Value.Decide([], model, Frontier.Start(batches), cancellation) : planner.As<PrunePlan>();
    }

    private static Result<PlannedStep> Plan(
        OnnxModel model, PruneRecipe recipe, IReadOnlyList<Batch> batches, Device device, SourceSpan? place, StageClock clock,
        StepMemory? memory, bool choosesLater, CancellationToken cancellation)
    {
        var prepared = memory?.Step ?? Prepare(model, recipe, batches, device, place, clock, memory, choosesLater, cancellation);
        if (!prepared.IsOk)
            return prepared.As<PlannedStep>();
        if (memory is not null)
            memory.Step = prepared;
        var (analysed, groups, moments, choices) = prepared.Value;
        if (recipe.Criterion is ISearch search)
        {
            var searched = clock.Time("searching masks", () => MaskSearch.Run(
                search, choices, model, analysed, groups, recipe.Budget, batches, device, cancellation));
            if (!searched.IsOk)
                return searched.As<PlannedStep>();
            choices = searched.Value;
        }

        if (recipe.Budget is Budget.LatencyShare or Budget.LatencyLimit)
            return PlanTime(model, recipe, prepared.Value, prepared.Diagnostics, batches, device, place, clock, memory, cancellation);
        var allocation = clock.Time("planning", () => Planner.Allocate(analysed.Structure, choices, recipe.Budget, recipe.Allocation));
        return allocation.MeetsBudget
            ? Result<PlannedStep>.Ok(new PlannedStep(analysed, groups, moments, PackedBlocks.Complete(model, analysed.Structure, allocation.Plan), choices), prepared.Diagnostics)
            : Result<PlannedStep>.Fail(BudgetOutOfReach(analysed.Structure, allocation.Plan, recipe.Budget, place));
    }

    private static Result<PlannedStep> PlanTime(
        OnnxModel model, PruneRecipe recipe, PreparedStep prepared, IReadOnlyList<Diagnostic> notes, IReadOnlyList<Batch> batches, Device device, SourceSpan? place,
        StageClock clock, StepMemory? memory, CancellationToken cancellation)
    {
        var (analysed, groups, moments, choices) = prepared;
        var record = batches.Count > 0 ? TypicalRecord.Of(model, batches) : analysed.Probe.Inputs;
        var probe = new LatencyProbe(model, analysed.Structure, record, device, cancellation);
        var tables = memory?.Latency ?? clock.Time("timing sizes", () => LatencyTabulation.Measure(
            probe, analysed.Structure, [.. choices.Select(group => Planner.Within(analysed.Structure.Group(group.GroupId), group, recipe.Allocation))], recipe.Allocation, done => clock.Report("timing sizes", done)));
        if (!tables.IsOk)
            return tables.As<PlannedStep>();
        if (memory is not null)
            memory.Latency = tables;
        IReadOnlyList<GroupChoices> compared = recipe.Criterion.ComparesGroups ? choices : [.. choices.Select(group => group.AsShares())];
        var plan = clock.Time("planning", () => LatencyPlanner.Plan(probe, analysed.Structure, compared, tables.Value, recipe.Budget, recipe.Allocation, place));
        return plan.IsOk
            ? Result<PlannedStep>.Ok(new PlannedStep(analysed, groups, moments, plan.Value.Plan, choices) { Latency = plan.Value, Timed = new TimedSizes(probe, tables.Value, place) }, notes)
            : plan.As<PlannedStep>();
    }

    /// <summary>All that does not depend on the budget.</summary>
    private static Result<PreparedStep> Prepare(
        OnnxModel model, PruneRecipe recipe, IReadOnlyList<Batch> batches, Device device, SourceSpan? place, StageClock clock,
        StepMemory? memory, bool choosesLater, CancellationToken cancellation)
    {
        var analysed = clock.Time("finding structures", () => StructureAnalysis.Analyse(
            model, batches.Count > 0 ? batches : null, device, recipe.Filter.Structures.Contains(StructureKind.Layers)));
        if (!analysed.IsOk)
            return analysed.As<PreparedStep>();
        var needs = StepNeeds.Of(model, recipe, analysed.Value.Structure, choosesLater);
        var unfit = needs.Unfit.Select(group => DiagnosticCatalog.CriterionUnfit.At(place, recipe.Criterion.Name, group.Key, group.Value)).ToArray();
        if (needs.Groups.Count == 0)
        {
            return unfit.Length > 0
                ? Result<PreparedStep>.Fail(unfit)
                : Result<PreparedStep>.Fail(NothingLeft.ToPrune(place, analysed.Value.Structure.Groups.Count, analysed.Value.Structure.Refusals.Count));
        }

        if (needs.NeedsData && batches.Count == 0)
            return Result<PreparedStep>.Fail(DiagnosticCatalog.CalibrationNeeded, place, recipe.Criterion.Name, recipe.Reconstruction.Name);
        var calibration = new Calibration(model, analysed.Value, batches, device, clock, cancellation, place);
        var measured = memory?.Shared is { } shared ? shared.Of(needs, memory.Coming, calibration) : calibration.Measure(needs.Statistics);
        if (!measured.IsOk)
            return measured.As<PreparedStep>();
        GroupChoices[] choices =
        [
            .. clock.Time("choosing", () => Choices(model, recipe.Criterion, needs, measured.Value)),
            .. needs.Later.Select(group => GroupChoices.ByScore(group.Id, new double[group.Units])),
        ];
        choices = [.. needs.Groups.Select(group => choices.Single(choice => choice.GroupId == group.Id))];
        return Result<PreparedStep>.Ok(
            new PreparedStep(analysed.Value, needs.Groups, measured.Value.Moments, choices), [.. unfit.Select(note => note with { Severity = Severity.Warning })]);
    }

    private static GroupChoices[] Choices(OnnxModel model, ICriterion criterion, StepNeeds needs, CalibrationFindings measured)
    {
        var index = new GraphIndex(model.Graph);
        return
        [
            .. needs.Now.Select(group => criterion.Choose(Evidence.Of(model, index, group, consumer => measured.Moments.GetValueOrDefault(consumer.Node)) with
            {
                Values = needs.Values[group.Id].Distinct().ToDictionary(request => request, request => measured.Values[request]),
            })),
        ];
    }

    private static Result<RefitModel> CutAndRefit(
        OnnxModel original, PruneRecipe recipe, PlannedStep step, IReadOnlyList<Batch> batches, Device device, StageClock clock,
        StepMemory? memory, CancellationToken cancellation)
    {
        var structure = step.Analysed.Structure;
        if (!Refits(recipe))
            return Result<RefitModel>.Ok(new RefitModel(GraphCutter.Cut(original, structure, step.Plan), step.Plan));
        if (recipe.Inputs == ReconstructionInputs.Dense && recipe.Stepwise is null)
        {
            var notes = new RefitNotes();
            var edits = DenseRefit.Run(original, ConsumerCut.Of(original, structure, step.Plan), step.Moments, recipe.Reconstruction, notes);
            return Result<RefitModel>.Ok(new RefitModel(RefitCut.Apply(original, structure, step.Plan, edits), step.Plan), [.. notes.Diagnostics]);
        }

        if (recipe.RefitsBefore)
        {
            var recovery = new RecoveryBeforeCut(original, step.Analysed, recipe, device, clock);
            var recovered = recovery.Run(step.Plan, Ask(original, step, batches, device, memory), batches, cancellation);
            return recovered.IsOk ? Result<RefitModel>.Ok(recovered.Value, [.. recovery.Notes]) : recovered;
        }

        return recipe.Stepwise is { } options
            ? Stepwise(original, recipe, options, step, batches, device, clock, memory ?? new StepMemory(), cancellation)
            : Refit(original, recipe, step, null, Ask(original, step, batches, device, memory), batches, device, clock, cancellation);
    }

    private static Teacher Ask(OnnxModel original, PlannedStep step, IReadOnlyList<Batch> batches, Device device, StepMemory? memory) =>
        new(original, step.Analysed.Probe.Facts, batches, new SegmentRunner(device), memory?.Taught);

    private static Result<RefitModel> Refit(
        OnnxModel original, PruneRecipe recipe, PlannedStep step, StepwisePlanner? planner, Teacher teacher, IReadOnlyList<Batch> batches, Device device,
        StageClock clock, CancellationToken cancellation)
    {
        var refit = new SequentialRefit(original, step.Analysed.Probe.Facts, step.Analysed.Structure, recipe, device, clock);
        var result = refit.Run(step.Plan, planner, teacher, batches, cancellation);
        return result.IsOk ? Result<RefitModel>.Ok(result.Value, [.. refit.Notes]) : result;
    }

    private static Result<RefitModel> Stepwise(
        OnnxModel original, PruneRecipe recipe, StepwiseOptions options, PlannedStep step, IReadOnlyList<Batch> batches, Device device, StageClock clock,
        StepMemory memory, CancellationToken cancellation)
    {
        var structure = step.Analysed.Structure;
        return step.Timed is { } timed
            ? StepwiseTiming.Run(step.Latency!, timed, structure, recipe, Run)
            : Run(choices => Planner.Allocate(structure, choices, recipe.Budget, recipe.Allocation));

        Result<RefitModel> Run(Func<IReadOnlyList<GroupChoices>, Allocation> allocate)
        {
            var teacher = memory.Answers?.Teacher ?? Ask(original, step, batches, device, null);
            var planner = clock.Part("of it scoring", () => StepwisePlanner.Create(
                original, step.Analysed, recipe, options, step.Groups, allocate, teacher, batches, device, memory.Answers?.Gradients, cancellation));
            if (!planner.IsOk)
                return planner.As<RefitModel>();
            if (teacher.IsWhole && planner.Value.Gradients is { } gradients)
                memory.Answers ??= new StepwiseAnswers(teacher, gradients);
            return Refit(original, recipe, step, planner.Value, teacher, batches, device, clock, cancellation);
        }
    }

    /// <summary>False when the cut is all that is done.</summary>
    private static bool Refits(PruneRecipe recipe) => recipe.Reconstruction.NeedsData || recipe.Stepwise is not null;

    private static Diagnostic BudgetOutOfReach(ModelStructure structure, PrunePlan smallest, Budget budget, SourceSpan? place)
    {
        var kind = budget switch { Budget.Share share => share.Kind, Budget.Absolute absolute => absolute.Kind, _ => CostKind.Macs };
        var full = structure.Cost.Evaluate(kind, structure.Cost.Units);
        var least = structure.Cost.Evaluate(kind, structure.Cost.Sizes(smallest.KeptCounts()));
        return DiagnosticCatalog.BudgetOutOfReach.At(place, CostWords.Of(kind), 1 - (least / full));
    }

    private static string Describe(PruneRecipe recipe) =>
        $"{recipe.Method}: {recipe.Criterion.Name}, {recipe.Allocation.Kind.ToString().ToLowerInvariant()} allocation, "
        + $"{recipe.Reconstruction.Name}{(recipe.Reconstruction.NeedsData ? $" on {recipe.Inputs.ToString().ToLowerInvariant()} inputs{(recipe.RefitsBefore ? " before each cut" : "")}" : "")}";

    private sealed record PlannedStep(
        AnalysedModel Analysed,
        IReadOnlyList<PruneGroup> Groups,
        IReadOnlyDictionary<string, Moments> Moments,
        PrunePlan Plan,
        IReadOnlyList<GroupChoices> Choices)
    {
        public LatencyPlan? Latency { get; init; }

        public TimedSizes? Timed { get; init; }
    }
}

/// <summary>What a run would cut.</summary>
/// <param name="Structure">What could be cut, and costs.</param>
/// <param name="Plan">What would be.</param>
public sealed record PlannedCut(ModelStructure Structure, PrunePlan Plan)
{
    /// <summary>What the model costs now, where the structure is that of a model written anew; null where it is the model's own.</summary>
    public CostModel? OriginalCost { get; init; }

    /// <summary>What each group could have been cut to, and why units go.</summary>
    public IReadOnlyList<GroupChoices> Choices { get; init; } = [];

    /// <summary>What of the plan a run keeps to.</summary>
    public SettledPart Settled { get; init; }
}
