using PruneBuild.Diagnostics;
using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Pruning.Latency;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Segments;
using PruneBuild.Inference.Statistics;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.Steps;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Statistics.Values;
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
        var planned = Plan(model, recipe, batches, device, place, clock, memory, choosesLater: ChoosesLater(recipe), cancellation);
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
        var planned = Plan(model, recipe, batches, device, place, new StageClock(progress), null, choosesLater: false, cancellation);
        return planned.IsOk
            ? Result<PlannedCut>.Ok(new PlannedCut(planned.Value.Analysed.Structure, planned.Value.Plan) { Choices = planned.Value.Choices }, planned.Diagnostics)
            : planned.As<PlannedCut>();
    }

    private static Result<PlannedStep> Plan(
        OnnxModel model, PruneRecipe recipe, IReadOnlyList<Batch> batches, Device device, SourceSpan? place, StageClock clock,
        StepMemory? memory, bool choosesLater, CancellationToken cancellation)
    {
        var prepared = memory?.Step ?? Prepare(model, recipe, batches, device, place, clock, choosesLater, cancellation);
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
        var plan = clock.Time("planning", () => LatencyPlanner.Plan(probe, analysed.Structure, choices, tables.Value, recipe.Budget, recipe.Allocation, place));
        return plan.IsOk
            ? Result<PlannedStep>.Ok(new PlannedStep(analysed, groups, moments, plan.Value.Plan, choices) { Latency = plan.Value, Timed = new TimedSizes(probe, tables.Value, place) }, notes)
            : plan.As<PlannedStep>();
    }

    /// <summary>All that does not depend on the budget.</summary>
    private static Result<PreparedStep> Prepare(
        OnnxModel model, PruneRecipe recipe, IReadOnlyList<Batch> batches, Device device, SourceSpan? place, StageClock clock,
        bool choosesLater, CancellationToken cancellation)
    {
        var analysed = clock.Time("finding structures", () => StructureAnalysis.Analyse(
            model, batches.Count > 0 ? batches : null, device, recipe.Filter.Structures.Contains(StructureKind.Layers)));
        if (!analysed.IsOk)
            return analysed.As<PreparedStep>();
        var structure = analysed.Value.Structure;
        var allowed = structure.Groups.Where(recipe.Filter.Allows).ToArray();
        if (recipe.Stepwise is not null)
            allowed = SubLayers.Of(model, allowed);
        if (allowed.Length == 0)
            return Result<PreparedStep>.Fail(DiagnosticCatalog.NothingToPrune, place, structure.Groups.Count, structure.Refusals.Count);
        var groups = allowed.Where(group => WhyNot(recipe, model, group) is null).ToArray();
        var unfit = allowed.Except(groups).Select(group => DiagnosticCatalog.CriterionUnfit.At(
            place, recipe.Criterion.Name, group.Id, WhyNot(recipe, model, group)!)).ToArray();
        if (groups.Length == 0)
            return Result<PreparedStep>.Fail(unfit);
        var later = !choosesLater ? [] : recipe.Stepwise is not null ? groups : groups.Where(group => IsChosenAlone(group, groups)).ToArray();
        var now = groups.Except(later).ToArray();
        var requests = Requests(recipe, now);
        var valueRequests = now.ToDictionary(group => group.Id, group => recipe.Criterion.ValueRequests(group, model));
        if ((requests.Count > 0 || later.Length > 0 || valueRequests.Values.Any(list => list.Count > 0) || recipe.Criterion is ISearch) && batches.Count == 0)
            return Result<PreparedStep>.Fail(DiagnosticCatalog.CalibrationNeeded, place, recipe.Criterion.Name, recipe.Reconstruction.Name);
        var records = Math.Max(1, batches.Sum(batch => batch.Records.Count));
        var progress = new Progress<int>(done => clock.Report("calibrating", (double)done / records));
        var moments = clock.Time("calibrating", () => CalibrationStatistics.Collect(
            model, analysed.Value.Probe.Facts, requests, batches, device, progress, cancellation));
        if (!moments.IsOk)
            return moments.As<PreparedStep>();
        cancellation.ThrowIfCancellationRequested();
        var facts = analysed.Value.Probe.Facts;
        var answered = recipe.Criterion.NeedsLabels ? TrueAnswers.Attach(model, facts, batches, place) : Result<IReadOnlyList<Batch>>.Ok(batches);
        if (!answered.IsOk)
            return answered.As<PreparedStep>();
        var values = clock.Time("reading values", () => ValueCollector.Collect(
            model, analysed.Value.Probe, valueRequests.Values.SelectMany(list => list), RowMaskShapes.InProbe(facts, model, batches), answered.Value, device, cancellation));
        if (!values.IsOk)
            return values.As<PreparedStep>();
        GroupChoices[] choices =
        [
            .. clock.Time("choosing", () => Choices(model, recipe.Criterion, now, moments.Value, valueRequests, values.Value)),
            .. later.Select(group => GroupChoices.ByScore(group.Id, new double[group.Units])),
        ];
        choices = [.. groups.Select(group => choices.Single(choice => choice.GroupId == group.Id))];
        return Result<PreparedStep>.Ok(
            new PreparedStep(analysed.Value, groups, moments.Value, choices), [.. unfit.Select(note => note with { Severity = Severity.Warning })]);
    }

    /// <summary>Why a criterion cannot judge a group: its own reason, or that it must measure where nothing can be.</summary>
    private static string? WhyNot(PruneRecipe recipe, OnnxModel model, PruneGroup group)
    {
        var (criterion, measures) = (recipe.Criterion, recipe.Stepwise is not null || recipe.Criterion is ISearch || recipe.Criterion.Sensitivity is not null);
        if (criterion.WhyNot(group) is { } reason)
            return reason;
        // Weights in bodies are not consumers' weights; a criterion says what it measures of those only.
        var asked = group with { Consumers = group.Consumers.Select(consumer => consumer with { Weight = consumer.Weight ?? consumer.Node }).ToValueList() };
        return group.Body is { } body && (measures || criterion.Requests(asked).Count > 0 || criterion.ValueRequests(group, model).Count > 0)
            ? $"its units live in a body of '{body}', where nothing is measured"
            : null;
    }

    /// <summary>
    /// True when the plan says only how many units of each group stay, and which they are shows when everything before the group has been cut, or
    /// when the budget is divided anew before each group: then there is no need to ask the original.
    /// </summary>
    private static bool ChoosesLater(PruneRecipe recipe) =>
        recipe.Budget is not (Budget.LatencyShare or Budget.LatencyLimit)
        && (recipe.Stepwise is not null
            || (recipe.Inputs == ReconstructionInputs.Sequential && recipe.Reconstruction.NeedsData
                && recipe.Criterion.ChoosesSequentially && (recipe.Budget is Budget.Units || recipe.Allocation.Kind == AllocationKind.Uniform)));

    /// <summary>True for a group with one consumer that no other group ends in.</summary>
    private static bool IsChosenAlone(PruneGroup group, IReadOnlyList<PruneGroup> groups) =>
        group.Consumers is [{ Weight: not null } only]
        && groups.All(other => other == group || other.Consumers.All(consumer => consumer.Node != only.Node));

    private static List<MomentRequest> Requests(PruneRecipe recipe, IReadOnlyList<PruneGroup> groups)
    {
        var requests = groups.SelectMany(recipe.Criterion.Requests).ToList();
        if (recipe.Inputs == ReconstructionInputs.Dense && recipe.Reconstruction.NeedsData)
        {
            requests.AddRange(groups.SelectMany(group => group.Consumers).Where(consumer => consumer.Weight is not null)
                .Select(consumer => new MomentRequest(consumer, recipe.Reconstruction.Detail)));
        }

        return requests;
    }

    private static GroupChoices[] Choices(
        OnnxModel model, ICriterion criterion, IReadOnlyList<PruneGroup> groups, IReadOnlyDictionary<string, Moments> moments,
        Dictionary<string, IReadOnlyList<ValueRequest>> valueRequests, IReadOnlyDictionary<ValueRequest, Matrix> values)
    {
        var index = new GraphIndex(model.Graph);
        return
        [
            .. groups.Select(group => criterion.Choose(Evidence.Of(model, index, group, consumer => moments.GetValueOrDefault(consumer.Node)) with
            {
                Values = valueRequests[group.Id].Distinct().ToDictionary(request => request, request => values[request]),
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

        return recipe.Stepwise is { } options
            ? Stepwise(original, recipe, options, step, batches, device, clock, memory ?? new StepMemory(), cancellation)
            : Refit(original, recipe, step, null, Ask(original, step, batches, device), batches, device, clock, cancellation);
    }

    private static Teacher Ask(OnnxModel original, PlannedStep step, IReadOnlyList<Batch> batches, Device device) =>
        new(original, step.Analysed.Probe.Facts, batches, new SegmentRunner(device));

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
            var teacher = memory.Answers?.Teacher ?? Ask(original, step, batches, device);
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
        return DiagnosticCatalog.BudgetOutOfReach.At(place, kind.ToString().ToLowerInvariant(), 1 - (least / full));
    }

    private static string Describe(PruneRecipe recipe) =>
        $"{recipe.Method}: {recipe.Criterion.Name}, {recipe.Allocation.Kind.ToString().ToLowerInvariant()} allocation, "
        + $"{recipe.Reconstruction.Name}{(recipe.Reconstruction.NeedsData ? $" on {recipe.Inputs.ToString().ToLowerInvariant()} inputs" : "")}";

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
}
