using PruneBuild.Diagnostics;
using PruneBuild.Engine.Pruning.Calibrating;
using PruneBuild.Inference.Segments;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.Steps;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Pruning.Refitting;

/// <summary>
/// Cuts and refits one consumer after the other: features from the model as cut and refit so far, targets from the original, which runs
/// beside it. What a plan removes is cut before a consumer is measured, unless its criterion still chooses or the units end elsewhere too:
/// a refit needs the moments of what stays. Each batch goes through each node of the cut model once then, else at most twice.
/// </summary>
/// <param name="original">The model that the structure was inferred from.</param>
/// <param name="analysed">Its groups, and one run of it.</param>
/// <param name="recipe">Criterion and reconstruction.</param>
/// <param name="bench">Data, and where to run; its clock notes how long each kind of work takes.</param>
internal sealed class SequentialRefit(OnnxModel original, AnalysedModel analysed, PruneRecipe recipe, Workbench bench)
{
    private readonly ShapeFacts facts = analysed.Probe.Facts;
    private readonly ModelStructure structure = analysed.Structure;
    private readonly StageClock clock = bench.Clock;
    private readonly GraphIndex index = new(original.Graph);
    private readonly RefitNotes notes = new();
    private readonly Student student = new(original, analysed.Structure);
    private readonly StudentRun run = new(original, analysed.Probe.Facts, bench);
    private readonly PublishedTuning? published = recipe.TunesAsPublished ? new(original, analysed.Probe.Facts, analysed.Structure) : null;

    private PrunePlan chosen = PrunePlan.Empty;

    /// <summary>Warnings about refits.</summary>
    public IReadOnlyList<Diagnostic> Notes => notes.Diagnostics;

    /// <summary>True when the model lacks something of what the teacher has, so that consumers that lose nothing are refit too.</summary>
    public bool IsLacking { get; init; }

    private static Result<bool> Done => Result<bool>.Ok(true);

    /// <summary>Cuts to the plan's counts and refits.</summary>
    /// <param name="plan">What to keep; with a planner only where to start.</param>
    /// <param name="planner">Plans anew before each group; null to carry out the plan.</param>
    /// <param name="teacher">Runs the original.</param>
    /// <returns>The model, and the plan with the units that were kept in the end: a criterion that chooses
    /// sequentially may choose others.</returns>
    public Result<RefitModel> Run(PrunePlan plan, StepwisePlanner? planner, Teacher teacher)
    {
        var cuts = ConsumerCut.Of(original, structure, planner?.Whole ?? plan);
        var decided = new HashSet<string>();
        chosen = plan;
        foreach (var (number, cut) in cuts.Index())
        {
            clock.Report("cutting and refitting", (double)number / cuts.Count);
            var target = MatchTarget.Find(original, index, cut.Consumer);
            var taught = Taught(teacher, target);
            if (!taught.IsOk)
                return taught.As<RefitModel>();
            var now = student.Under(chosen);
            var reached = number > 0 ? run.Pass(now, cuts[number - 1].Consumer.Node) : Done;
            if (!reached.IsOk)
                return reached.As<RefitModel>();
            var replanned = planner is null ? Done : Replan(planner, [.. cut.Groups.Where(decided.Add)], now);
            if (!replanned.IsOk)
                return replanned.As<RefitModel>();
            var refit = Take(cut, now, target, taught.Value, planner is null && ChoosesAgain(cut));
            if (!refit.IsOk)
                return refit.As<RefitModel>();
        }

        return Result<RefitModel>.Ok(new RefitModel(student.Finish(chosen), chosen));
    }

    /// <summary>What the original puts out where a consumer does; nothing where nothing is refit.</summary>
    private Result<TaughtValue> Taught(Teacher teacher, MatchTarget target) =>
        recipe.Reconstruction.NeedsData
            ? clock.Part("of it running the original", () => teacher.At(target.Teacher, bench.Cancellation))
            : Result<TaughtValue>.Ok(TaughtValue.Nothing);

    /// <summary>Divides the budget anew before the first consumer of each group.</summary>
    private Result<bool> Replan(StepwisePlanner planner, string[] next, OnnxModel model)
    {
        if (next.Length == 0)
            return Done;
        var replanned = clock.Part("of it scoring", () => planner.Decide(next, model, run.At));
        if (!replanned.IsOk)
            return replanned.As<bool>();
        chosen = replanned.Value;
        return Done;
    }

    /// <summary>Cuts a consumer and refits it; what is as it was stays so.</summary>
    private Result<bool> Take(
        ConsumerCut cut, OnnxModel model, MatchTarget target, TaughtValue taught, bool choosesAgain)
    {
        var now = cut.Under(original, structure, chosen);
        if (!IsLacking && student.IsOriginal && now.Kept.Count == now.Consumer.Features)
            return Done;
        student.NoteLate(cut, run.At);
        if (!recipe.Reconstruction.NeedsData || published?.LeavesAlone(cut) == true)
        {
            student.Add(
                WeightEdit.Uncut(now.Consumer, now.Kept, WeightEditor.Read(original, index, now.Consumer).SelectRows(now.Kept), null));
            return Done;
        }

        // What goes need not be computed nor multiplied once it is known: a refit reads the moments of what stays.
        var isCut = !choosesAgain
            && chosen.Groups.Where(group => now.Groups.Contains(group.GroupId)).All(group => student.CanGo(group, cut.Consumer.Node));
        var (measurable, consumer) = isCut ? (student.Under(chosen, cut.Consumer.Node), Narrowed(now)) : (model, cut.Consumer);
        var measured = clock.Part(
            "of it measuring moments", () => Measure(measurable, cut, consumer, target, isCut ? [consumer.Tap] : [], taught));
        if (!measured.IsOk)
            return measured.As<bool>();
        var moments = measured.Value.Moments.Single().Value;
        if (choosesAgain)
        {
            chosen = Choose(chosen, cut, moments);
            now = cut.Under(original, structure, chosen);
        }

        student.Add(clock.Part("of it solving", () => Refit(now, moments, measured.Value.Apart?.Single().Value, isCut)));
        return Done;
    }

    /// <summary>The consumer as it is in a model in which its groups are cut.</summary>
    private static Consumer Narrowed(ConsumerCut cut) =>
        cut.Consumer with { TapPattern = AxisPattern.Whole(cut.Kept.Count / cut.Consumer.PerIndex / cut.Consumer.ExpertCount) };

    private Result<MeasuredRun> Measure(
        OnnxModel now, ConsumerCut cut, Consumer consumer, MatchTarget target, string[] upTo, TaughtValue taught)
    {
        var (model, known, tapped, value) =
            (TargetGraph.Append(now, target, facts.Find(consumer.Node)!), facts, consumer, TargetGraph.Value);
        if (published is not null)
            (model, known, tapped, value) = published.Narrow(model, facts, cut, consumer);
        return run.Measure(model, known, new MomentRequest(tapped, MomentDetail.Gram, value), taught, upTo, HeldOut);
    }

    /// <summary>The batches that the reconstruction judges its result by; none when it does not judge, or there is but one batch.</summary>
    private int[] HeldOut => recipe.Reconstruction.HeldOutShare == 0 || bench.Batches.Count < 2
        ? []
        : EvenSpread.Of(bench.Batches.Count, recipe.Reconstruction.HeldOutShare);

    /// <summary>True when a criterion that chooses from what a tap now shows may do so: a group ends in this consumer alone.</summary>
    private bool ChoosesAgain(ConsumerCut cut) =>
        recipe.Criterion.ChoosesSequentially && cut.Groups is [var id] && structure.Group(id).Consumers.Count == 1;

    /// <summary>The plan with as many other units, chosen again from what the tap now shows.</summary>
    private PrunePlan Choose(PrunePlan plan, ConsumerCut cut, Moments moments)
    {
        var evidence = Evidence.Of(original, index, structure.Group(cut.Groups[0]), _ => moments);
        return plan.Rechosen(recipe.Criterion.Choose(evidence), choice => recipe.Criterion.Refine(evidence, choice));
    }

    /// <param name="cut">What stays of the consumer.</param>
    /// <param name="moments">Moments of its features, with targets.</param>
    /// <param name="heldOut">The same of what is held out; null for nothing.</param>
    /// <param name="areNarrowed">True when they are those of the features that stay.</param>
    private WeightEdit Refit(ConsumerCut cut, Moments moments, Moments? heldOut, bool areNarrowed)
    {
        var weight = WeightEditor.Read(original, index, cut.Consumer);
        var task = areNarrowed
            ? new ReconstructionTask(weight.SelectRows(cut.Kept), moments, [.. Enumerable.Range(0, cut.Kept.Count)])
            : new ReconstructionTask(weight, moments, cut.Kept);
        var result = notes.Reconstruct(recipe.Reconstruction, cut, task with { HeldOut = heldOut, Units = cut.Units });
        return WeightEdit.Uncut(cut.Consumer, cut.Kept, result.Weight, result.BiasChange);
    }
}
