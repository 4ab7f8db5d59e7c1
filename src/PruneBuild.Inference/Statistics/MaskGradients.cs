using PruneBuild.Diagnostics;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Inference.Segments;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Building;
using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Gradients.Losses;
using PruneBuild.Onnx.Gradients.Lowering;
using PruneBuild.Onnx.Upgrading;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Inference.Statistics;

/// <summary>
/// How a loss answers to masks on units, record by record: one backward pass for all groups. The loss compares with the original's answers,
/// which are asked for once; the network may be another one since, cut and refit, and half of it may have run already.
/// </summary>
public sealed class MaskGradients
{
    private readonly MaskLoss loss;
    private readonly string output;
    private readonly IReadOnlyDictionary<string, Tensor> sample;
    private readonly IReadOnlyList<LossAnswer> answers;
    private readonly SegmentRunner runner;
    private readonly Device device;
    private ShapeFacts facts;

    private MaskGradients(
        MaskLoss loss, string output, ProbedSample probe, IReadOnlyList<LossAnswer> answers, SegmentRunner runner, Device device)
    {
        (this.loss, this.output, sample, facts) = (loss, output, probe.Inputs, probe.Facts);
        (this.answers, this.runner, this.device) = (answers, runner, device);
    }

    /// <summary>Asks the original for its answers.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="original">The model; its first output of floats [records, …, classes] are logits, or a quantity when there is one column.</param>
    /// <param name="probe">One run of it.</param>
    /// <param name="batches">The data that gradients will be taken of.</param>
    /// <param name="runner">Runs pieces of models.</param>
    /// <param name="device">Where probes run.</param>
    /// <param name="cancellation">Ends the run with <see cref="OperationCanceledException" />.</param>
    /// <returns>What takes gradients; or PB3009, PB3010, or ONNX Runtime's refusal.</returns>
    public static Result<MaskGradients> Create(
        MaskLoss loss, OnnxModel original, ProbedSample probe, IReadOnlyList<Batch> batches, SegmentRunner runner, Device device,
        CancellationToken cancellation = default)
    {
        var output = original.Graph.Output.Select(value => value.Name).FirstOrDefault(
            name => probe.Facts.Find(name) is { Type: ElementType.Float or ElementType.Float16, Shape.Count: > 0 });
        if (output is null)
            return Result<MaskGradients>.Fail(DiagnosticCatalog.StatisticsImpossible, null, original.Graph.Output[0].Name, "it is no output of numbers that a loss could be made of");
        if (original.Opset() < OpsetUpgrade.Oldest)
            return Result<MaskGradients>.Fail(DiagnosticCatalog.NoGradient, null, "opset", original.Opset(), $"gradients need opset {OpsetUpgrade.Oldest} or later");
        var answered = runner.Advance(Frontier.Start(batches), original, [], [output], cancellation: cancellation);
        if (!answered.IsOk)
            return answered.As<MaskGradients>();
        var (answers, rows) = (new List<LossAnswer>(), 0L);
        foreach (var values in answered.Value.Wanted.Select(wanted => wanted[output]))
        {
            answers.Add(LossAnswers.Of(loss, output, values, rows));
            rows += LossAnswers.IsQuantity(values.Shape) ? values.Count : values.Count / values.Shape[^1];
        }

        return Result<MaskGradients>.Ok(new MaskGradients(loss, output, probe, answers, runner, device));
    }

    /// <summary>Takes the gradients of all groups, and measures second moments on the way.</summary>
    /// <param name="model">The network as it is now.</param>
    /// <param name="from">Where the batches are that the answers were asked for.</param>
    /// <param name="groups">Groups that are whole in it.</param>
    /// <param name="requests">Moments of the same pass; none for most callers.</param>
    /// <param name="options">Padding and sub-sampling of the moments.</param>
    /// <param name="fold">Gets of each batch, in order, a group's id, the gradients [records, units] of each record's own loss, and what the
    /// square of each record's gradient counts.</param>
    /// <param name="cancellation">Ends the run with <see cref="OperationCanceledException" />.</param>
    /// <returns>The moments; or PB3007, PB3009, PB3010, or ONNX Runtime's refusal.</returns>
    public Result<IReadOnlyDictionary<MomentRequest, Moments>> Collect(
        OnnxModel model, Frontier from, IReadOnlyCollection<PruneGroup> groups, IReadOnlyCollection<MomentRequest> requests, MomentOptions? options,
        Action<string, Tensor, IReadOnlyList<double>> fold, CancellationToken cancellation = default)
    {
        if (from.Batches.Count != answers.Count)
            throw new ArgumentException($"The answers are those of {answers.Count} batches.", nameof(from));
        // Moments are taken where consumers are one node, which taking fused operators apart may end.
        var apart = DifferentiableForm.TakesApart(model) && requests.Count > 0;
        var moments = apart ? runner.Measure(from, model, [], facts, requests, options, cancellation: cancellation) : null;
        if (moments is { IsOk: false })
            return moments.As<IReadOnlyDictionary<MomentRequest, Moments>>();
        var built = Graph(model, groups);
        if (!built.IsOk)
            return built.As<IReadOnlyDictionary<MomentRequest, Moments>>();
        var extras = answers.Select(answer => (IReadOnlyDictionary<string, Tensor>)new Dictionary<string, Tensor> { [answer.Input] = answer.Value }).ToArray();
        var batch = 0;
        var run = runner.Measure(
            DifferentiableForm.Widens(model) ? from.InSinglePrecision() : from, built.Value, [], facts, apart ? [] : requests, options, extras,
            new Observation([.. groups.Select(group => MaskGradientGraph.OutputOf(group.Id))], Fold), cancellation);
        return run.IsOk
            ? Result<IReadOnlyDictionary<MomentRequest, Moments>>.Ok((moments?.Value ?? run.Value).Moments)
            : run.As<IReadOnlyDictionary<MomentRequest, Moments>>();

        void Fold(IReadOnlyDictionary<string, Tensor> values)
        {
            foreach (var group in groups)
                fold(group.Id, values[MaskGradientGraph.OutputOf(group.Id)], answers[batch].Factors);
            batch++;
        }
    }

    /// <summary>The network with the loss and the gradients of each record.</summary>
    private Result<OnnxModel> Graph(OnnxModel model, IReadOnlyCollection<PruneGroup> groups)
    {
        // What enters a consumer is named before anything is taken apart: its node may become several.
        var tapped = MaskGradientGraph.Tap(model, facts, groups);
        var shapes = DifferentiableForm.TakesApart(model) ? Probe.Run(tapped, sample, device) : Result<ShapeFacts>.Ok(facts);
        if (!shapes.IsOk)
            return shapes.As<OnnxModel>();
        var answer = Sample(facts.Find(output)!.Shape);
        var withLoss = WithLoss(DifferentiableForm.Of(tapped, shapes.Value));
        // A cut changes sizes only, and sizes may change; a refit may also add the bias that a layer lacked.
        if (withLoss.Graph.Node.SelectMany(node => node.Output).Any(value => value.Length > 0 && facts.Find(value) is null))
        {
            var inputs = sample.ToDictionary(pair => pair.Key, pair => Frontier.InSinglePrecision(pair.Value));
            inputs[answer.Input] = answer.Value;
            var known = Probe.Run(withLoss, inputs, device);
            if (!known.IsOk)
                return known.As<OnnxModel>();
            facts = known.Value;
        }

        return MaskGradientGraph.Build(withLoss, facts, LossNames.Loss, groups, answer.Value.Shape[0], answer.Input);
    }

    /// <summary>An answer of the sample run's size.</summary>
    private LossAnswer Sample(ValueList<long> shape) =>
        LossAnswers.Of(loss, output, Tensor.Of(new float[shape.Aggregate(1L, (product, size) => product * size)], [.. shape]), 0);

    private OnnxModel WithLoss(OnnxModel model)
    {
        if (LossAnswers.IsQuantity(facts.Find(output)!.Shape))
            return SquaredErrorLoss.Add(model, [new MatchedFeature(output)], LossReduction.Sum);
        if (loss.Kind == MaskLossKind.Divergence)
            return DivergenceLoss.Add(model, output, loss.Temperature, LossReduction.Sum);
        if (loss.Temperature == 1)
            return CrossEntropyLoss.Add(model, output, LossReduction.Sum);
        var graph = model.Graph.Clone();
        var writer = new NodeWriter(graph, model.Opset(), new UniqueNames(graph).NextPrefix("prunebuild.temperature"));
        var tempered = writer.Add("Div", [output, writer.Constant(Tensor.Of([(float)loss.Temperature]))]);
        return CrossEntropyLoss.Add(model.WithGraph(graph), tempered, LossReduction.Sum);
    }
}
