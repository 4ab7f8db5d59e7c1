using PruneBuild.Diagnostics;
using PruneBuild.Engine.Pruning.Calibrating;
using PruneBuild.Inference.Segments;
using PruneBuild.Inference.Statistics;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.Steps;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Pruning.Refitting;

/// <summary>
/// Divides what is left of the budget anew before each group is cut: scores are those of the network as it then is, groups that have been
/// cut stay as they are, and of the new plan only the next group is carried out (K-prune's loop, algorithm 1).
/// </summary>
/// <param name="step">What is divided.</param>
/// <param name="bench">Data, and where to run.</param>
internal sealed class StepwisePlanner(DividedStep step, Workbench bench)
{
    private readonly OnnxModel original = step.Original;
    private readonly AnalysedModel analysed = step.Analysed;
    private readonly PruneRecipe recipe = step.Recipe;
    private readonly IReadOnlyList<PruneGroup> groups = step.Groups;
    private readonly StepwiseOptions options = step.Recipe.Stepwise!;
    private readonly GraphIndex index = new(step.Original.Graph);
    private readonly SegmentRunner runner = new(bench.Device);
    private readonly MomentOptions momentOptions = bench.Moments(step.Analysed.Probe.Facts, step.Original);
    private readonly int[] scored = EvenSpread.Of(bench.Batches.Count, step.Recipe.Stepwise!.ScoreShare);
    private readonly List<KeptUnits> committed = [];
    private GroupChoices[] choices = [];
    private int steps;

    /// <summary>What the original said; null when the criterion asks it nothing.</summary>
    public OriginalScores? OriginalScores { get; private set; }

    /// <summary>Every group whole: its consumers are the steps.</summary>
    public PrunePlan Whole => new(groups.Select(Everything).ToValueList());

    /// <summary>A planner that has committed to nothing; asks the original for its answers when the criterion compares with them,
    /// and has the teacher record then what refits will be compared with. With what the original said to an earlier planner, of another
    /// budget, it asks nothing.</summary>
    public static Result<StepwisePlanner> Create(DividedStep step, Workbench bench, Teacher teacher, OriginalScores? earlier)
    {
        var planner = new StepwisePlanner(step, bench);
        if (step.Recipe.Criterion.Sensitivity is not { } loss)
            return Result<StepwisePlanner>.Ok(planner);
        var said = earlier is not null
            ? Result<OriginalScores>.Ok(earlier with { Gradients = earlier.Gradients.ForOtherNetworks() })
            : planner.AskOriginal(loss, teacher);
        if (!said.IsOk)
            return said.As<StepwisePlanner>();
        planner.OriginalScores = said.Value;
        return Result<StepwisePlanner>.Ok(planner);
    }

    /// <summary>The plan with these groups decided for good.</summary>
    /// <param name="next">Ids of the groups that are cut next.</param>
    /// <param name="student">The network as cut and refit so far.</param>
    /// <param name="at">Where its batches are.</param>
    public Result<PrunePlan> Decide(IReadOnlyCollection<string> next, OnnxModel student, Frontier at)
    {
        var done = committed.Select(group => group.GroupId).ToHashSet();
        var open = groups.Where(group => !done.Contains(group.Id)).ToArray();
        if (steps++ % options.ScoreEvery == 0)
        {
            var measured = Score(open, student, at);
            if (!measured.IsOk)
                return measured.As<PrunePlan>();
            choices = [.. measured.Value.Select(Tempered)];
        }

        var all = committed.Select(group => GroupChoices.Settled(group.GroupId, new Choice(group.Kept, group.Loss)))
            .Concat(choices.Where(group => !done.Contains(group.GroupId))).ToArray();
        var allocation = step.Allocate(all);
        committed.AddRange(open.Where(group => next.Contains(group.Id)).Select(
            group => allocation.Plan.Groups.FirstOrDefault(kept => kept.GroupId == group.Id) ?? Everything(group)));
        // With the reasons for which units went when they went.
        return Result<PrunePlan>.Ok(new PrunePlan(allocation.Plan.Groups.Select(
            kept => committed.Find(group => group.GroupId == kept.GroupId) ?? kept).ToValueList()));
    }

    /// <summary>The group with each index of its taps a unit: heads are judged by their features.</summary>
    public static PruneGroup OfIndices(PruneGroup group) => group with
    {
        Units = group.Consumers[0].TapPattern.AxisSize,
        Consumers = group.Consumers
            .Where(consumer => consumer.TapPattern.AxisSize == group.Consumers[0].TapPattern.AxisSize)
            .Select(ConsumerCut.Whole).ToValueList(),
    };

    private Result<OriginalScores> AskOriginal(MaskLoss loss, Teacher teacher)
    {
        // A divergence from the original and its gradient are zero until something has been cut.
        var sums = loss.Kind == MaskLossKind.Divergence ? null : Sums(groups);
        var targets = recipe.Reconstruction.NeedsData
            ? ConsumerCut.Of(original, analysed.Structure, Whole).Select(cut => MatchTarget.Find(original, index, cut.Consumer).Teacher)
            : [];
        var gradients = MaskGradients.Create(
            loss, original, analysed.Probe, [.. scored.Select(number => bench.Batches[number])], runner, bench.Device,
            [.. groups.SelectMany(recipe.Criterion.Requests)], momentOptions, teacher.Recording(targets, scored),
            sums is null ? null : Folding(groups, sums), bench.Cancellation);
        if (!gradients.IsOk)
            return gradients.As<OriginalScores>();
        if (teacher.RecordTheRest(bench.Cancellation) is { IsOk: false } failed)
            return failed.As<OriginalScores>();
        var own = Choices(groups, gradients.Value.MomentsOfOriginal, sums);
        return own.IsOk ? Result<OriginalScores>.Ok(new(gradients.Value, own.Value)) : own.As<OriginalScores>();
    }

    private Result<GroupChoices[]> Score(PruneGroup[] open, OnnxModel student, Frontier at)
    {
        // Until something has been cut the network is the original.
        if (OriginalScores is { } known && committed.All(group => group.Kept.Count == group.Units))
            return Result<GroupChoices[]>.Ok([.. open.Select(group => known.Choices.First(choice => choice.GroupId == group.Id))]);
        var (from, sums) = (at.Only(scored), OriginalScores is null ? null : Sums(open));
        MomentRequest[] requests = [.. open.SelectMany(recipe.Criterion.Requests)];
        var moments = OriginalScores is null
            ? Moments(student, from, requests)
            : OriginalScores.Gradients.Collect(student, from, Folding(open, sums!), requests, momentOptions, bench.Cancellation);
        return moments.IsOk ? Choices(open, moments.Value, sums) : moments.As<GroupChoices[]>();
    }

    /// <summary>In a network that has lost much, scores of the groups that come next grow the most, and the last groups would pay for all:
    /// how much a group counts as a whole is decided by the original too. A divergence has nothing to say of it.</summary>
    private GroupChoices Tempered(GroupChoices now) =>
        recipe.Criterion.Sensitivity is { Kind: not MaskLossKind.Divergence } && OriginalScores is { } known
            ? now.TemperedBy(known.Choices.First(choice => choice.GroupId == now.GroupId))
            : now;

    private static Dictionary<string, SensitivitySums> Sums(IReadOnlyList<PruneGroup> judged) =>
        judged.ToDictionary(group => group.Id, group => new SensitivitySums(group.Consumers[0].TapPattern.AxisSize));

    private static GradientObservation Folding(IReadOnlyList<PruneGroup> judged, Dictionary<string, SensitivitySums> sums) =>
        new([.. judged.Select(OfIndices)], (id, values, factors) => sums[id].Add(values, factors));

    private Result<GroupChoices[]> Choices(
        IReadOnlyList<PruneGroup> judged, IReadOnlyDictionary<MomentRequest, Moments> moments, Dictionary<string, SensitivitySums>? sums)
    {
        if (judged.FirstOrDefault(group => sums?[group.Id].AreFinite == false) is { } bad)
            return Result<GroupChoices[]>.Fail(
                DiagnosticCatalog.StatisticsNotFinite, null, bad.Consumers[0].Tap, "the gradients of the calibration data");
        var byConsumer = moments.DistinctBy(pair => pair.Key.Consumer.Node)
            .ToDictionary(pair => pair.Key.Consumer.Node, pair => pair.Value);
        return Result<GroupChoices[]>.Ok(
        [
            .. judged.Select(group => recipe.Criterion.Choose(
                Evidence.Of(original, index, group, consumer => byConsumer.GetValueOrDefault(consumer.Node)) with
                {
                    Sensitivity = sums?[group.Id].ToSensitivity(),
                })),
        ]);
    }

    private Result<IReadOnlyDictionary<MomentRequest, Moments>> Moments(OnnxModel student, Frontier from, MomentRequest[] requests)
    {
        var measured = runner.Measure(from, student, [], analysed.Probe.Facts, requests, momentOptions, cancellation: bench.Cancellation);
        return measured.IsOk
            ? Result<IReadOnlyDictionary<MomentRequest, Moments>>.Ok(measured.Value.Moments)
            : measured.As<IReadOnlyDictionary<MomentRequest, Moments>>();
    }

    private static KeptUnits Everything(PruneGroup group) =>
        new(group.Id, group.Units, Enumerable.Range(0, group.Units).ToValueList(), 0);
}

/// <summary>What the original said before any cut.</summary>
/// <param name="Gradients">They know its answers.</param>
/// <param name="Choices">What its own units are worth, group by group.</param>
internal sealed record OriginalScores(MaskGradients Gradients, IReadOnlyList<GroupChoices> Choices);

/// <summary>A step whose budget is divided before each cut.</summary>
/// <param name="Original">The model.</param>
/// <param name="Analysed">What can be cut in it.</param>
/// <param name="Groups">Those of it that the step may cut.</param>
/// <param name="Recipe">How; it divides stepwise.</param>
/// <param name="Allocate">Divides the budget among choices.</param>
internal sealed record DividedStep(
    OnnxModel Original, AnalysedModel Analysed, IReadOnlyList<PruneGroup> Groups, PruneRecipe Recipe,
    Func<IReadOnlyList<GroupChoices>, Allocation> Allocate);
