using PruneBuild.Diagnostics;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Segments;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.Steps;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Pruning;

/// <summary>
/// Cuts and refits one consumer after the other: features from the model as cut and refit so far, targets from the original, which runs
/// beside it. Each batch goes through each node of the original once, and through each node of the cut model at most twice.
/// </summary>
/// <param name="original">The model that the structure was inferred from.</param>
/// <param name="facts">Shapes of its values.</param>
/// <param name="structure">Its groups.</param>
/// <param name="recipe">Criterion and reconstruction.</param>
/// <param name="device">Where to run.</param>
internal sealed class SequentialRefit(
    OnnxModel original, ShapeFacts facts, ModelStructure structure, PruneRecipe recipe, Device device)
{
    private readonly GraphIndex index = new(original.Graph);
    private readonly SegmentRunner runner = new(device);
    private readonly List<string> notes = [];
    private readonly List<WeightEdit> edits = [];

    /// <summary>Consumers whose solve was given up.</summary>
    public IReadOnlyList<string> Notes => notes;

    /// <summary>Cuts to the plan's counts and refits.</summary>
    /// <returns>The model, and the plan with the units that were kept in the end: a criterion that chooses sequentially may choose others.</returns>
    public Result<RefitModel> Run(PrunePlan plan, IReadOnlyList<Batch> batches, Action<double>? progress, CancellationToken cancellation)
    {
        var cuts = ConsumerCut.Of(structure, plan);
        var (teacherAt, studentAt) = (Frontier.Start(batches), Frontier.Start(batches));
        var (done, behind) = (PrunePlan.Empty, (string?)null);
        for (var i = 0; i < cuts.Count; i++)
        {
            progress?.Invoke((double)i / cuts.Count);
            var cut = cuts[i];
            var target = MatchTarget.Find(original, index, cut.Consumer);
            var taught = runner.Advance(teacherAt, original, [target.Teacher], [target.Teacher], cancellation: cancellation);
            if (!taught.IsOk)
                return taught.As<RefitModel>();
            teacherAt = taught.Value.Frontier;
            var student = Student(done);
            if (behind is not null)
            {
                var moved = runner.Advance(studentAt, student, [behind], cancellation: cancellation);
                if (!moved.IsOk)
                    return moved.As<RefitModel>();
                studentAt = moved.Value.Frontier;
            }

            var moments = Measure(student, cut.Consumer, target, studentAt, taught.Value.Wanted, batches, cancellation);
            if (!moments.IsOk)
                return moments.As<RefitModel>();
            var kept = Choose(plan, cut, moments.Value);
            done = new PrunePlan([.. done.Groups.Where(group => !cut.Groups.Contains(group.GroupId)), .. kept]);
            Refit(cut.Consumer, ConsumerCut.Of(structure, done).Single(other => other.Consumer.Node == cut.Consumer.Node), moments.Value);
            behind = cut.Consumer.Node;
        }

        var whole = new PrunePlan(plan.Groups.Select(group => done.Groups.FirstOrDefault(other => other.GroupId == group.GroupId) ?? group).ToValueList());
        return Result<RefitModel>.Ok(new RefitModel(Student(whole), whole));
    }

    private OnnxModel Student(PrunePlan plan)
    {
        var outputsFirst = structure.Groups.SelectMany(group => group.Consumers).DistinctBy(consumer => consumer.Node)
            .ToDictionary(consumer => consumer.Node, consumer => consumer.OutputsFirst);
        return WeightEditor.Apply(GraphCutter.Cut(original, structure, plan), edits, node => outputsFirst[node]);
    }

    private Result<Moments> Measure(
        OnnxModel student, Consumer consumer, MatchTarget target, Frontier from, ValueList<IReadOnlyDictionary<string, Tensor>> taught,
        IReadOnlyList<Batch> batches, CancellationToken cancellation)
    {
        var request = new MomentRequest(consumer, MomentDetail.Gram, TargetGraph.Value);
        var extras = taught.Select(values => (IReadOnlyDictionary<string, Tensor>)new Dictionary<string, Tensor>
        {
            [TargetGraph.TeacherInput] = values[target.Teacher],
        }).ToArray();
        var measured = runner.Measure(
            from, TargetGraph.Append(student, target, facts.Find(consumer.Node)!.Shape.Count), [], facts, [request],
            new MomentOptions(RowMaskShapes.InProbe(facts, original, batches)), extras, cancellation);
        return measured.IsOk ? Result<Moments>.Ok(measured.Value.Moments[request]) : measured.As<Moments>();
    }

    /// <summary>The plan's units; or as many, chosen again from what the tap now shows, when the group ends in this consumer alone.</summary>
    private KeptUnits[] Choose(PrunePlan plan, ConsumerCut cut, Moments moments)
    {
        var planned = plan.Groups.Where(group => cut.Groups.Contains(group.GroupId)).ToArray();
        if (!recipe.Criterion.ChoosesSequentially || planned.Length != 1 || structure.Group(planned[0].GroupId).Consumers.Count != 1)
            return planned;
        var group = structure.Group(planned[0].GroupId);
        var evidence = new ConsumerEvidence(group.Consumers[0], WeightEditor.Read(original, index, group.Consumers[0]), moments);
        var choices = recipe.Criterion.Choose(new GroupEvidence(
            group, [evidence], name => original.Read(index.Constant(name) ?? throw new InvalidOperationException($"'{name}' is not a constant."))));
        var again = choices.Choices.FirstOrDefault(choice => choice.Kept.Count == planned[0].Kept.Count);
        return again is null ? planned : [planned[0] with { Kept = again.Kept, Loss = again.Loss }];
    }

    private void Refit(Consumer consumer, ConsumerCut cut, Moments moments)
    {
        var result = recipe.Reconstruction.Reconstruct(
            new ReconstructionTask(WeightEditor.Read(original, index, consumer), moments, cut.Kept));
        if (result.Note is { } note)
            notes.Add($"{cut.Groups[0]}: {note}");
        edits.Add(new WeightEdit(consumer.Node, result.Weight, result.BiasChange));
    }
}

/// <summary>A refit model and the plan that it was cut to in the end.</summary>
internal sealed record RefitModel(OnnxModel Model, PrunePlan Plan);
