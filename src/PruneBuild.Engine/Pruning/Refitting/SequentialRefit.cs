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
    private readonly SegmentRunner runner = new(bench.Device);
    private readonly RefitNotes notes = new();
    private readonly List<WeightEdit> edits = [];
    private readonly HashSet<string> late = [];
    private readonly PublishedTuning? published = recipe.TunesAsPublished ? new(original, analysed.Probe.Facts, analysed.Structure) : null;

    private Frontier at = Frontier.Start([]);
    private PrunePlan chosen = PrunePlan.Empty;

    /// <summary>Warnings about refits.</summary>
    public IReadOnlyList<Diagnostic> Notes => notes.Diagnostics;

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
        (at, chosen) = (Frontier.Start(bench.Batches), plan);
        foreach (var (number, cut) in cuts.Index())
        {
            clock.Report("cutting and refitting", (double)number / cuts.Count);
            var target = MatchTarget.Find(original, index, cut.Consumer);
            var taught = Taught(teacher, target);
            if (!taught.IsOk)
                return taught.As<RefitModel>();
            var student = Student(chosen);
            var reached = number > 0 ? Pass(cuts[number - 1], student) : Done;
            if (!reached.IsOk)
                return reached.As<RefitModel>();
            var replanned = planner is null ? Done : Replan(planner, [.. cut.Groups.Where(decided.Add)], student);
            if (!replanned.IsOk)
                return replanned.As<RefitModel>();
            var refit = Take(cut, student, target, taught.Value, planner is null && ChoosesAgain(cut));
            if (!refit.IsOk)
                return refit.As<RefitModel>();
        }

        return Result<RefitModel>.Ok(new RefitModel(RefitCut.Apply(original, structure, chosen, edits), chosen));
    }

    /// <summary>What the original puts out where a consumer does; nothing where nothing is refit.</summary>
    private Result<IReadOnlyList<IReadOnlyDictionary<string, Tensor>>> Taught(Teacher teacher, MatchTarget target) =>
        recipe.Reconstruction.NeedsData
            ? clock.Part("of it running the original", () => teacher.At(target.Teacher, bench.Cancellation))
            : Result<IReadOnlyList<IReadOnlyDictionary<string, Tensor>>>.Ok([]);

    /// <summary>Runs the cut model until a consumer that is done with has run.</summary>
    private Result<bool> Pass(ConsumerCut cut, OnnxModel student)
    {
        var moved = clock.Part(
            "of it running the cut model", () => runner.Advance(at, student, [cut.Consumer.Node], cancellation: bench.Cancellation));
        if (!moved.IsOk)
            return moved.As<bool>();
        at = moved.Value.Frontier;
        return Done;
    }

    /// <summary>Divides the budget anew before the first consumer of each group.</summary>
    private Result<bool> Replan(StepwisePlanner planner, string[] next, OnnxModel student)
    {
        if (next.Length == 0)
            return Done;
        var replanned = clock.Part("of it scoring", () => planner.Decide(next, student, at));
        if (!replanned.IsOk)
            return replanned.As<bool>();
        chosen = replanned.Value;
        return Done;
    }

    /// <summary>Cuts a consumer and refits it; what is as it was stays so.</summary>
    private Result<bool> Take(
        ConsumerCut cut, OnnxModel student, MatchTarget target,
        IReadOnlyList<IReadOnlyDictionary<string, Tensor>> taught, bool choosesAgain)
    {
        var now = Under(chosen, cut);
        if (edits.Count == 0 && now.Kept.Count == now.Consumer.Features)
            return Done;
        late.UnionWith(cut.Groups.Where(id => structure.Group(id).Slices
            .Any(slice => slice.Node != cut.Consumer.Node && !cut.Consumer.Reads(slice) && at.HasRun(slice.Node))));
        if (!recipe.Reconstruction.NeedsData || published?.LeavesAlone(cut) == true)
        {
            edits.Add(
                WeightEdit.Uncut(now.Consumer, now.Kept, WeightEditor.Read(original, index, now.Consumer).SelectRows(now.Kept), null));
            return Done;
        }

        // What goes need not be computed nor multiplied once it is known: a refit reads the moments of what stays.
        var isCut = !choosesAgain
            && chosen.Groups.Where(group => now.Groups.Contains(group.GroupId)).All(group => CanGo(group, cut.Consumer.Node));
        var (model, consumer) = isCut ? (Student(chosen, cut.Consumer.Node), Narrowed(now)) : (student, cut.Consumer);
        var measured = clock.Part(
            "of it measuring moments", () => Measure(model, cut, consumer, target, isCut ? [consumer.Tap] : [], taught));
        if (!measured.IsOk)
            return measured.As<bool>();
        at = measured.Value.Frontier;
        var moments = measured.Value.Moments.Single().Value;
        if (choosesAgain)
            chosen = Choose(chosen, cut, moments);
        clock.Part(
            "of it solving", () => Refit(choosesAgain ? Under(chosen, cut) : now, moments, measured.Value.Apart?.Single().Value, isCut));
        return Done;
    }

    /// <summary>
    /// The model as cut and refit so far. A group that ends in one consumer is cut as soon as that is refit; units of one that ends in
    /// several stay until the end, with rows of zeros in the consumers that are refit: the others must still see them. So do units whose
    /// makers have run already, as in a chain of matrices, each of which ends one group and makes the next. A group that goes whole stays
    /// as zeros too: its consumer is where the next measurement starts.
    /// </summary>
    /// <param name="plan">What to keep.</param>
    /// <param name="also">A consumer that is not refit yet, whose groups are cut all the same.</param>
    private OnnxModel Student(PrunePlan plan, string? also = null)
    {
        string[] refit = [.. edits.Select(edit => edit.Consumer.Node), .. also is null ? [] : new[] { also }];
        var finished = plan.Groups.Where(group => refit.Any(consumer => CanGo(group, consumer)));
        return RefitCut.Apply(original, structure, new PrunePlan([.. finished]), edits);
    }

    private bool CanGo(KeptUnits group, string consumer) =>
        group.Kept.Count > 0
        && !late.Contains(group.GroupId)
        && structure.Group(group.GroupId).Consumers is [var only]
        && only.Node == consumer;

    /// <summary>The consumer as it is in a model in which its groups are cut.</summary>
    private static Consumer Narrowed(ConsumerCut cut) =>
        cut.Consumer with { TapPattern = AxisPattern.Whole(cut.Kept.Count / cut.Consumer.PerIndex) };

    private Result<MeasuredRun> Measure(
        OnnxModel student, ConsumerCut cut, Consumer consumer, MatchTarget target, IReadOnlyCollection<string> upTo,
        IReadOnlyList<IReadOnlyDictionary<string, Tensor>> taught)
    {
        var (model, known, tapped, value) =
            (TargetGraph.Append(student, target, facts.Find(consumer.Node)!), facts, consumer, TargetGraph.Value);
        if (published is not null)
            (model, known, tapped, value) = published.Narrow(model, facts, cut, consumer);
        return runner.Measure(
            at, model, upTo, known, [new MomentRequest(tapped, MomentDetail.Gram, value)],
            bench.Moments(facts, original),
            number => new Dictionary<string, Tensor> { [TargetGraph.TeacherInput] = taught[number][target.Teacher] }, apart: HeldOut,
            cancellation: bench.Cancellation);
    }

    /// <summary>The batches that the reconstruction judges its result by; none when it does not judge, or there is but one batch.</summary>
    private int[] HeldOut => recipe.Reconstruction.HeldOutShare == 0 || bench.Batches.Count < 2
        ? []
        : EvenSpread.Of(bench.Batches.Count, recipe.Reconstruction.HeldOutShare);

    /// <summary>The same consumer with what another plan takes from it; as it is when that takes nothing.</summary>
    private ConsumerCut Under(PrunePlan plan, ConsumerCut cut) =>
        ConsumerCut.Of(original, structure, new PrunePlan(plan.Groups.Where(group => cut.Groups.Contains(group.GroupId)).ToValueList()))
            .FirstOrDefault(other => other.Consumer.Node == cut.Consumer.Node) ?? cut;

    /// <summary>True when a criterion that chooses from what a tap now shows may do so: a group ends in this consumer alone.</summary>
    private bool ChoosesAgain(ConsumerCut cut) =>
        recipe.Criterion.ChoosesSequentially && cut.Groups is [var id] && structure.Group(id).Consumers.Count == 1;

    /// <summary>The plan with as many other units, chosen again from what the tap now shows.</summary>
    private PrunePlan Choose(PrunePlan plan, ConsumerCut cut, Moments moments)
    {
        var (id, group) = (cut.Groups[0], structure.Group(cut.Groups[0]));
        var evidence = Evidence.Of(original, index, group, _ => moments);
        var choices = recipe.Criterion.Choose(evidence);
        return new PrunePlan(plan.Groups.Select(planned => planned.GroupId == id ? Again(planned) : planned).ToValueList());

        KeptUnits Again(KeptUnits planned)
        {
            if (choices.Choices.FirstOrDefault(choice => choice.Kept.Count == planned.Kept.Count) is not { } found)
                return planned;
            return KeptUnits.Of(choices, recipe.Criterion.Refine(evidence, found), planned.Units);
        }
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
        edits.Add(WeightEdit.Uncut(cut.Consumer, cut.Kept, result.Weight, result.BiasChange));
        return edits[^1];
    }
}
