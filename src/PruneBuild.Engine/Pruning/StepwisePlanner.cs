using PruneBuild.Diagnostics;
using PruneBuild.Engine.Pruning.Calibrating;
using PruneBuild.Engine.Pruning.Refitting;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Segments;
using PruneBuild.Inference.Statistics;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.Steps;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Structures;
namespace PruneBuild.Engine.Pruning;

/// <summary>
/// Divides what is left of the budget anew before each group is cut: scores are those of the network as it then is, groups that have been
/// cut stay as they are, and of the new plan only the next group is carried out (K-prune's loop, algorithm 1).
/// </summary>
internal sealed class StepwisePlanner
{
    private readonly OnnxModel original;
    private readonly GraphIndex index;
    private readonly AnalysedModel analysed;
    private readonly PruneRecipe recipe;
    private readonly Func<IReadOnlyList<GroupChoices>, Allocation> allocate;
    private readonly StepwiseOptions options;
    private readonly IReadOnlyList<PruneGroup> groups;
    private readonly SegmentRunner runner;
    private readonly MomentOptions momentOptions;
    private readonly int[] scored;
    private readonly List<KeptUnits> committed = [];
    private GroupChoices[] choices = [];
    private int steps;

    private StepwisePlanner(
        OnnxModel original, AnalysedModel analysed, PruneRecipe recipe, StepwiseOptions options, IReadOnlyList<PruneGroup> groups,
        Func<IReadOnlyList<GroupChoices>, Allocation> allocate, MomentOptions momentOptions, int[] scored, SegmentRunner runner, MaskGradients? gradients)
    {
        (this.original, this.analysed, this.recipe, this.options) = (original, analysed, recipe, options);
        (this.groups, this.allocate, this.momentOptions, this.scored, this.runner, Gradients) = (groups, allocate, momentOptions, scored, runner, gradients);
        index = new GraphIndex(original.Graph);
    }

    /// <summary>Gradients of the loss that the criterion asks for; null when it asks for none.</summary>
    public MaskGradients? Gradients { get; }

    /// <summary>Every group whole: its consumers are the steps.</summary>
    public PrunePlan Whole => WholeOf(groups);

    /// <summary>A planner that has committed to nothing; asks the original for its answers when the criterion compares with them, and has the teacher
    /// record then what refits will be compared with. With gradients of an earlier planner, of another budget, it asks nothing.</summary>
    public static Result<StepwisePlanner> Create(
        OnnxModel original, AnalysedModel analysed, PruneRecipe recipe, StepwiseOptions options, IReadOnlyList<PruneGroup> groups,
        Func<IReadOnlyList<GroupChoices>, Allocation> allocate, Teacher teacher, IReadOnlyList<Batch> batches, Device device, MaskGradients? earlier, CancellationToken cancellation)
    {
        var (runner, scored) = (new SegmentRunner(device), EvenSpread.Of(batches.Count, options.ScoreShare));
        var momentOptions = new MomentOptions(RowMaskShapes.InProbe(analysed.Probe.Facts, original, batches));
        if (recipe.Criterion.Sensitivity is not { } loss)
            return With(null);
        if (earlier is not null)
            return With(earlier.ForOtherNetworks());
        // The first scores have no gradient: their moments come with the answers.
        MomentRequest[] requests = loss.Kind == MaskLossKind.Divergence ? [.. groups.SelectMany(recipe.Criterion.Requests)] : [];
        var index = new GraphIndex(original.Graph);
        var targets = recipe.Reconstruction.NeedsData
            ? ConsumerCut.Of(original, analysed.Structure, WholeOf(groups)).Select(cut => MatchTarget.Find(original, index, cut.Consumer).Teacher)
            : [];
        var gradients = MaskGradients.Create(
            loss, original, analysed.Probe, [.. scored.Select(number => batches[number])], runner, device, requests, momentOptions,
            teacher.Recording(targets, scored), cancellation);
        if (gradients.IsOk && teacher.RecordTheRest(cancellation) is { IsOk: false } failed)
            return failed.As<StepwisePlanner>();
        return gradients.IsOk ? With(gradients.Value) : gradients.As<StepwisePlanner>();

        Result<StepwisePlanner> With(MaskGradients? known) =>
            Result<StepwisePlanner>.Ok(new StepwisePlanner(original, analysed, recipe, options, groups, allocate, momentOptions, scored, runner, known));
    }

    /// <summary>The plan with these groups decided for good.</summary>
    /// <param name="next">Ids of the groups that are cut next.</param>
    /// <param name="student">The network as cut and refit so far.</param>
    /// <param name="at">Where its batches are.</param>
    /// <param name="cancellation">Ends the work with <see cref="OperationCanceledException" />.</param>
    public Result<PrunePlan> Decide(IReadOnlyCollection<string> next, OnnxModel student, Frontier at, CancellationToken cancellation)
    {
        var done = committed.Select(group => group.GroupId).ToHashSet();
        var open = groups.Where(group => !done.Contains(group.Id)).ToArray();
        if (steps++ % options.ScoreEvery == 0)
        {
            var measured = Score(open, student, at, cancellation);
            if (!measured.IsOk)
                return measured.As<PrunePlan>();
            choices = measured.Value;
        }

        var all = committed.Select(group => new GroupChoices(group.GroupId, [new Choice(group.Kept, group.Loss)]))
            .Concat(choices.Where(group => !done.Contains(group.GroupId))).ToArray();
        var allocation = allocate(all);
        committed.AddRange(open.Where(group => next.Contains(group.Id)).Select(
            group => allocation.Plan.Groups.FirstOrDefault(kept => kept.GroupId == group.Id) ?? Everything(group)));
        // With the reasons for which units went when they went.
        return Result<PrunePlan>.Ok(new PrunePlan(allocation.Plan.Groups.Select(
            kept => committed.Find(group => group.GroupId == kept.GroupId) ?? kept).ToValueList()));
    }

    private Result<GroupChoices[]> Score(PruneGroup[] open, OnnxModel student, Frontier at, CancellationToken cancellation)
    {
        var from = at.Only(scored);
        MomentRequest[] requests = [.. open.SelectMany(recipe.Criterion.Requests)];
        var sums = open.ToDictionary(group => group.Id, group => new SensitivitySums(group.Consumers[0].TapPattern.AxisSize));
        var sensitive = Gradients is not null && ShowsInGradients;
        // Until something has been cut the network is the original.
        var moments = Gradients is null ? Moments(student, from, requests, cancellation)
            : !sensitive ? Result<IReadOnlyDictionary<MomentRequest, Moments>>.Ok(Gradients!.MomentsOfOriginal)
            : Gradients!.Collect(
                student, from, [.. open.Select(OfIndices)], requests, momentOptions, (id, values, factors) => sums[id].Add(values, factors), cancellation);
        if (!moments.IsOk)
            return moments.As<GroupChoices[]>();
        if (open.FirstOrDefault(group => !sums[group.Id].AreFinite) is { } bad)
            return Result<GroupChoices[]>.Fail(DiagnosticCatalog.StatisticsNotFinite, null, bad.Consumers[0].Tap, "the gradients of the calibration data");
        var byConsumer = moments.Value.DistinctBy(pair => pair.Key.Consumer.Node).ToDictionary(pair => pair.Key.Consumer.Node, pair => pair.Value);
        return Result<GroupChoices[]>.Ok(
        [
            .. open.Select(group => recipe.Criterion.Choose(
                Evidence.Of(original, index, group, consumer => byConsumer.GetValueOrDefault(consumer.Node)) with
                {
                    Sensitivity = sensitive ? sums[group.Id].ToSensitivity() : null,
                })),
        ]);
    }

    /// <summary>A divergence from the original and its gradient are zero until something has been cut.</summary>
    private bool ShowsInGradients =>
        recipe.Criterion.Sensitivity!.Kind != MaskLossKind.Divergence || committed.Any(group => group.Kept.Count < group.Units);

    private Result<IReadOnlyDictionary<MomentRequest, Moments>> Moments(
        OnnxModel student, Frontier from, MomentRequest[] requests, CancellationToken cancellation)
    {
        var measured = runner.Measure(from, student, [], analysed.Probe.Facts, requests, momentOptions, cancellation: cancellation);
        return measured.IsOk
            ? Result<IReadOnlyDictionary<MomentRequest, Moments>>.Ok(measured.Value.Moments)
            : measured.As<IReadOnlyDictionary<MomentRequest, Moments>>();
    }

    /// <summary>The group with each index of its taps a unit: heads are judged by their features.</summary>
    private static PruneGroup OfIndices(PruneGroup group) => group with
    {
        Units = group.Consumers[0].TapPattern.AxisSize,
        Consumers = group.Consumers
            .Where(consumer => consumer.TapPattern.AxisSize == group.Consumers[0].TapPattern.AxisSize)
            .Select(ConsumerCut.Whole).ToValueList(),
    };

    private static PrunePlan WholeOf(IReadOnlyList<PruneGroup> groups) => new(groups.Select(Everything).ToValueList());

    private static KeptUnits Everything(PruneGroup group) =>
        new(group.Id, group.Units, Enumerable.Range(0, group.Units).ToValueList(), 0);
}
