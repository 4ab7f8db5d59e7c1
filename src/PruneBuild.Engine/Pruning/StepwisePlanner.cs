using PruneBuild.Diagnostics;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Segments;
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
    private readonly StepwiseOptions options;
    private readonly IReadOnlyList<PruneGroup> groups;
    private readonly SegmentRunner runner;
    private readonly SensitivityCollector? sensitivities;
    private readonly MomentOptions momentOptions;
    private readonly int[] scored;
    private readonly List<KeptUnits> committed = [];
    private GroupChoices[] choices = [];
    private int steps;

    private StepwisePlanner(
        OnnxModel original, AnalysedModel analysed, PruneRecipe recipe, StepwiseOptions options, IReadOnlyList<PruneGroup> groups,
        IReadOnlyList<Batch> batches, SegmentRunner runner, SensitivityCollector? sensitivities)
    {
        (this.original, this.analysed, this.recipe, this.options) = (original, analysed, recipe, options);
        (this.groups, this.runner, this.sensitivities) = (groups, runner, sensitivities);
        index = new GraphIndex(original.Graph);
        momentOptions = new MomentOptions(RowMaskShapes.InProbe(analysed.Probe.Facts, original, batches));
        scored = Spread(batches.Count, options.ScoreShare);
    }

    /// <summary>Every group whole: its consumers are the steps.</summary>
    public PrunePlan Whole => new(groups.Select(Everything).ToValueList());

    /// <summary>A planner that has committed to nothing; asks the original for its answers when the criterion compares with them.</summary>
    public static Result<StepwisePlanner> Create(
        OnnxModel original, AnalysedModel analysed, PruneRecipe recipe, StepwiseOptions options, IReadOnlyList<PruneGroup> groups,
        IReadOnlyList<Batch> batches, Device device, CancellationToken cancellation)
    {
        var runner = new SegmentRunner(device);
        if (recipe.Criterion.Sensitivity is not { } request)
            return Result<StepwisePlanner>.Ok(new StepwisePlanner(original, analysed, recipe, options, groups, batches, runner, null));
        var logits = original.Graph.Output[0].Name;
        var answered = runner.Advance(Frontier.Start(batches), original, [], [logits], cancellation: cancellation);
        if (!answered.IsOk)
            return answered.As<StepwisePlanner>();
        var collector = SensitivityCollector.Create(
            request, original, analysed.Probe.Inputs, answered.Value.Wanted.Select(values => values[logits]).ToValueList(), runner, device);
        return collector.IsOk
            ? Result<StepwisePlanner>.Ok(new StepwisePlanner(original, analysed, recipe, options, groups, batches, runner, collector.Value))
            : collector.As<StepwisePlanner>();
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
        var allocation = Planner.Allocate(analysed.Structure, all, recipe.Budget, recipe.Allocation);
        committed.AddRange(open.Where(group => next.Contains(group.Id)).Select(
            group => allocation.Plan.Groups.FirstOrDefault(kept => kept.GroupId == group.Id) ?? Everything(group)));
        return Result<PrunePlan>.Ok(allocation.Plan);
    }

    private Result<GroupChoices[]> Score(PruneGroup[] open, OnnxModel student, Frontier at, CancellationToken cancellation)
    {
        var from = at.Only(scored);
        var measured = runner.Measure(
            from, student, [], analysed.Probe.Facts, [.. open.SelectMany(recipe.Criterion.Requests)], momentOptions, cancellation: cancellation);
        if (!measured.IsOk)
            return measured.As<GroupChoices[]>();
        var moments = measured.Value.Moments.DistinctBy(pair => pair.Key.Consumer.Node).ToDictionary(pair => pair.Key.Consumer.Node, pair => pair.Value);
        var gradients = sensitivities?.Collect(student, from, scored, open, cancellation);
        if (gradients is { IsOk: false } failed)
            return failed.As<GroupChoices[]>();
        return Result<GroupChoices[]>.Ok(
        [
            .. open.Select(group => recipe.Criterion.Choose(
                Evidence.Of(original, index, group, consumer => moments.GetValueOrDefault(consumer.Node)) with
                {
                    Sensitivity = gradients?.Value?[group.Id],
                })),
        ]);
    }

    private static KeptUnits Everything(PruneGroup group) =>
        new(group.Id, group.Units, Enumerable.Range(0, group.Units).ToValueList(), 0);

    /// <summary>A share of the batches, at least one, evenly spread: batches are sorted by length.</summary>
    private static int[] Spread(int count, double share)
    {
        var wanted = Math.Clamp((int)Math.Ceiling(count * share), 1, count);
        return [.. Enumerable.Range(0, wanted).Select(i => (int)((i + 0.5) * count / wanted))];
    }
}
