using PruneBuild.Diagnostics;
using PruneBuild.Engine.Pruning.Calibrating;
using PruneBuild.Inference.Segments;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.Steps;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Statistics.Values;

namespace PruneBuild.Engine.Pruning.Refitting;

/// <summary>
/// Refits all weights of a module before it is cut, and none after: first those that make its units, so that what they put out from the
/// model as cut so far is what the original's put out; then the consumer; then the criterion judges the module with its new weights, and it
/// is cut. Modules before the first cut are as they were, and are not refit.
/// </summary>
/// <param name="original">The model that the structure was inferred from.</param>
/// <param name="analysed">Its groups, and one run of it.</param>
/// <param name="recipe">Criterion and reconstruction.</param>
/// <param name="bench">Data, and where to run; its clock notes how long each kind of work takes.</param>
/// <remarks>Two-step recovery of greedy output approximation: Li, Dong, Lei, CPAL 2025 (see its README.md). What is cut stays as rows of
/// zeros until the end, for its makers have run by then.</remarks>
internal sealed class RecoveryBeforeCut(OnnxModel original, AnalysedModel analysed, PruneRecipe recipe, Workbench bench)
{
    private readonly StageClock clock = bench.Clock;
    private readonly GraphIndex index = new(original.Graph);
    private readonly RefitNotes notes = new();
    private readonly List<WeightEdit> edits = [];
    private readonly ShapeFacts facts = analysed.Probe.Facts;
    private readonly StudentRun run = new(original, analysed.Probe.Facts, bench);

    /// <summary>Warnings about refits.</summary>
    public IReadOnlyList<Diagnostic> Notes => notes.Diagnostics;

    /// <summary>Refits and cuts to the plan's counts.</summary>
    /// <param name="plan">How many units stay, and which where nothing before has changed.</param>
    /// <param name="teacher">Runs the original.</param>
    /// <returns>The model, and the plan with the units that were kept in the end.</returns>
    public Result<RefitModel> Run(PrunePlan plan, Teacher teacher)
    {
        var steps = ModuleWeights.Of(original, facts, analysed.Structure, plan);
        var (chosen, behind) = (plan, (string?)null);
        foreach (var (i, step) in steps.Index())
        {
            clock.Report("refitting and cutting", (double)i / steps.Count);
            var target = MatchTarget.Find(original, index, step.Whole.Consumer);
            var taught = clock.Part("of it running the original", () => teacher.At(target.Teacher, bench.Cancellation));
            if (!taught.IsOk)
                return taught.As<RefitModel>();
            if (behind is not null)
            {
                var moved = run.Pass(Student(), behind);
                if (!moved.IsOk)
                    return moved.As<RefitModel>();
            }

            behind = step.Whole.Consumer.Node;
            var isFirst = edits.Count == 0;
            if (!isFirst)
            {
                var refit = Refit(step.Whole, target, taught.Value);
                if (!refit.IsOk)
                    return refit.As<RefitModel>();
                edits.Add(refit.Value);
            }

            if (!step.IsCut)
                continue;
            if (!isFirst && step.Whole.Groups is [var id] && analysed.Structure.Group(id).Consumers.Count == 1)
            {
                var judged = Choose(chosen, id);
                if (!judged.IsOk)
                    return judged.As<RefitModel>();
                chosen = judged.Value;
            }

            Cut(step.Whole, chosen);
        }

        return Result<RefitModel>.Ok(new RefitModel(RefitCut.Apply(original, analysed.Structure, chosen, edits), chosen));
    }

    private OnnxModel Student() => WeightEditor.Apply(original, edits);

    /// <summary>New numbers for a whole weight.</summary>
    private Result<WeightEdit> Refit(ConsumerCut whole, MatchTarget target, TaughtValue taught)
    {
        var request = new MomentRequest(whole.Consumer, MomentDetail.Gram, TargetGraph.Value);
        var measured = clock.Part("of it measuring moments", () => run.Measure(
            TargetGraph.Append(Student(), target, facts.Find(whole.Consumer.Node)!), facts, request, taught));
        if (!measured.IsOk)
            return measured.As<WeightEdit>();
        var task = new ReconstructionTask(
            WeightEditor.Read(original, index, whole.Consumer), measured.Value.Moments.Single().Value, whole.Kept);
        var result = clock.Part("of it solving", () => notes.Reconstruct(recipe.Reconstruction, whole, task));
        return Result<WeightEdit>.Ok(WeightEdit.Uncut(whole.Consumer, whole.Kept, result.Weight, result.BiasChange));
    }

    /// <summary>The plan with as many other units of a group, by what its new weights show.</summary>
    private Result<PrunePlan> Choose(PrunePlan plan, string id)
    {
        var (group, number) = (analysed.Structure.Group(id), 0);
        var folds = recipe.Criterion.ValueRequests(group, original).Distinct()
            .ToDictionary(request => request, request => request.Begin(facts, RowMaskShapes.InProbe(facts, original, bench.Batches)));
        var measured = clock.Part("of it scoring", () => run.LookAhead(
            Student(), [.. recipe.Criterion.Requests(group)],
            new Observation([.. folds.Keys.SelectMany(request => request.Values).Distinct()], Fold)));
        if (!measured.IsOk)
            return measured.As<PrunePlan>();
        // Where a bias was added, a node's name is that of the sum.
        var weights = WeightEditor.Apply(original, [.. edits.Select(edit => edit with { BiasChange = null })]);
        var evidence = Evidence.Of(
            weights, new GraphIndex(weights.Graph), group,
            consumer => measured.Value.Moments.FirstOrDefault(pair => pair.Key.Consumer.Node == consumer.Node).Value) with
        {
            Values = folds.ToDictionary(pair => pair.Key, pair => pair.Value.Result()),
        };
        return Result<PrunePlan>.Ok(plan.Rechosen(recipe.Criterion.Choose(evidence)));

        void Fold(IReadOnlyDictionary<string, Tensor> values)
        {
            foreach (var fold in folds.Values)
                fold.Add(new ValueBatch(values, bench.Batches[number].RowMask));
            number++;
        }
    }

    /// <summary>Leaves rows of zeros in a consumer where features go.</summary>
    private void Cut(ConsumerCut whole, PrunePlan plan)
    {
        var kept = whole.Under(original, analysed.Structure, plan).Kept;
        var refit = edits.Find(edit => edit.Consumer.Node == whole.Consumer.Node);
        edits.RemoveAll(edit => edit == refit);
        edits.Add(WeightEdit.Uncut(
            whole.Consumer, kept, (refit?.Weight ?? WeightEditor.Read(original, index, whole.Consumer)).SelectRows(kept),
            refit?.BiasChange));
    }
}
