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

namespace PruneBuild.Inference.Statistics;

/// <summary>Puts a loss on a network, in operators that have gradients.</summary>
internal sealed class LossModel
{
    private readonly MaskLoss loss;
    private readonly AnswerOutput output;
    private readonly ProbedSample probe;
    private readonly Device device;

    private LossModel(MaskLoss loss, AnswerOutput output, ProbedSample probe, Device device)
    {
        (this.loss, this.output, this.probe, this.device) = (loss, output, probe, device);
        Facts = output.With(probe.Facts);
        Answer = LossAnswers.Of(loss, output, Zeros(output.Fact.Shape), 0);
    }

    /// <summary>Shapes of the values of all models so far, of one run on a sample.</summary>
    public ShapeFacts Facts { get; private set; }

    /// <summary>What the loss compares the sample with: its input's name, and as many records as that run has.</summary>
    public LossAnswer Answer { get; }

    /// <summary>True when a network can name what it is compared with while it runs.</summary>
    public bool IsOfOwnAnswers => LossAnswers.AreTheLessLikely(loss, output);

    /// <summary>The same loss, which knows no model yet but the original.</summary>
    public LossModel Anew() => new(loss, output, probe, device);

    /// <summary>A loss on the first output of numbers, or on all outputs that are rows of as many scores;
    /// true answers are those of the first.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="original">The model; its <see cref="AnswerOutput" /> [records, …, classes] are logits where they are scores,
    /// else numbers.</param>
    /// <param name="probe">One run of it.</param>
    /// <param name="device">Where probes run.</param>
    /// <returns>The loss; or PB3009, PB3010.</returns>
    public static Result<LossModel> Create(MaskLoss loss, OnnxModel original, ProbedSample probe, Device device)
    {
        if (AnswerOutput.Of(original, probe.Facts) is not { } output)
            return Result<LossModel>.Fail(
                DiagnosticCatalog.StatisticsImpossible, null, original.Graph.Output[0].Name,
                "it is no output of numbers that a loss could be made of");
        return original.Opset() < OpsetUpgrade.Oldest
            ? Result<LossModel>.Fail(
                DiagnosticCatalog.NoGradient, null, "opset", original.Opset(), $"gradients need opset {OpsetUpgrade.Oldest} or later")
            : Result<LossModel>.Ok(new LossModel(loss, loss.Kind == MaskLossKind.Labels ? output.First() : output, probe, device));
    }

    /// <summary>What the loss will compare batches with, as the original answers them.</summary>
    public AnswerList Begin(IReadOnlyList<Batch> batches) => new(loss, output, batches);

    /// <summary>What the loss compares batches with: asks the original for its answers, for moments, and for what a caller looks at,
    /// in the same pass. True answers are known without, where nobody asks for more.</summary>
    public Result<AnsweredBatches> Answers(
        OnnxModel original, IReadOnlyList<Batch> batches, IReadOnlyCollection<MomentRequest> requests, MomentOptions? options,
        SegmentRunner runner, Observation? also, CancellationToken cancellation)
    {
        if (requests.Count == 0 && also is null && TrueAnswers(batches) is { } truth)
            return Result<AnsweredBatches>.Ok(new(truth, new Dictionary<MomentRequest, Moments>()));
        var answers = Begin(batches);
        var run = runner.Measure(
            Frontier.Start(batches), output.On(original), [], Facts, requests, options,
            also: new Observation([answers.Value, .. also?.Values ?? []], See), cancellation: cancellation);
        return run.IsOk
            ? Result<AnsweredBatches>.Ok(new(answers.Known, run.Value.Moments))
            : run.As<AnsweredBatches>();

        void See(IReadOnlyDictionary<string, Tensor> values)
        {
            also?.See(values);
            answers.Add(values);
        }
    }

    /// <summary>The network in operators that have gradients, with the loss; <see cref="Facts" /> then know its values.</summary>
    /// <param name="model">The network.</param>
    /// <param name="namesAnswers">True when it is the original and names its own answers, in place of the input for them; where
    /// <see cref="IsOfOwnAnswers" /> alone.</param>
    public Result<OnnxModel> Of(OnnxModel model, bool namesAnswers = false)
    {
        var shapes = DifferentiableForm.TakesApart(model) ? Probe.Run(model, probe.Inputs, device) : Result<ShapeFacts>.Ok(Facts);
        if (!shapes.IsOk)
            return shapes.As<OnnxModel>();
        var whole = output.On(DifferentiableForm.Of(model, shapes.Value));
        var withLoss = WithLoss(namesAnswers ? WithTheLessLikely(whole) : whole);
        // A cut changes sizes only, and sizes may change; a refit may also add the bias that a layer lacked.
        if (withLoss.Graph.Node.SelectMany(node => node.Output).All(value => value.Length == 0 || Facts.Find(value) is not null))
            return Result<OnnxModel>.Ok(withLoss);
        var inputs = probe.Inputs.ToDictionary(pair => pair.Key, pair => Frontier.InSinglePrecision(pair.Value));
        foreach (var (name, value) in Answer.Inputs)
            inputs[name] = value;
        var known = Probe.Run(withLoss, inputs, device);
        if (!known.IsOk)
            return known.As<OnnxModel>();
        Facts = known.Value;
        return Result<OnnxModel>.Ok(withLoss);
    }

    private LossAnswer[]? TrueAnswers(IReadOnlyList<Batch> batches) =>
        loss.Kind == MaskLossKind.Labels && batches.All(batch => batch.Answers is not null)
            ? [.. batches.Select(batch => LossAnswers.Of(loss, output, batch.Answers!, 0, batch.Answers))]
            : null;

    /// <summary>The model that puts out the class that its scores of two make the less likely one, the second of equal ones.</summary>
    private OnnxModel WithTheLessLikely(OnnxModel model)
    {
        var graph = model.Graph.Clone();
        var writer = new NodeWriter(graph, model.Opset(), new UniqueNames(graph).NextPrefix("prunebuild.less-likely"));
        var least = writer.Add(
            "ArgMin", [output.Name], NodeWriter.Attribute("axis", -1), NodeWriter.Attribute("keepdims", 0),
            NodeWriter.Attribute("select_last_index", 1));
        writer.Output(least, LossNames.Labels);
        return model.WithGraph(graph);
    }

    private OnnxModel WithLoss(OnnxModel model)
    {
        var weighsRows = loss.Kind == MaskLossKind.Divergence;
        if (LossAnswers.AreNumbers(loss, output))
            return SquaredErrorLoss.Add(model, [new MatchedFeature(output.Name, WeighsRows: weighsRows)], LossReduction.Sum);
        if (loss.Kind == MaskLossKind.Divergence)
            return DivergenceLoss.Add(model, output.Name, loss.Temperature, LossReduction.Sum, weighsRows);
        if (loss.Temperature == 1)
            return CrossEntropyLoss.Add(model, output.Name, LossReduction.Sum);
        var graph = model.Graph.Clone();
        var writer = new NodeWriter(graph, model.Opset(), new UniqueNames(graph).NextPrefix("prunebuild.temperature"));
        var tempered = writer.Add("Div", [output.Name, writer.Constant(Tensor.Of([(float)loss.Temperature]))]);
        return CrossEntropyLoss.Add(model.WithGraph(graph), tempered, LossReduction.Sum);
    }

    private static Tensor Zeros(ValueList<long> shape) =>
        Tensor.Of(new float[shape.Aggregate(1L, (product, size) => product * size)], [.. shape]);
}

/// <summary>What the original said of batches.</summary>
/// <param name="Answers">What a loss compares each of them with.</param>
/// <param name="Moments">What was measured in the same pass.</param>
internal sealed record AnsweredBatches(IReadOnlyList<LossAnswer> Answers, IReadOnlyDictionary<MomentRequest, Moments> Moments);
