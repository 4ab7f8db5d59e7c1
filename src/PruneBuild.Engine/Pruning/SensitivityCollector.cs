using PruneBuild.Diagnostics;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Inference.Segments;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Building;
using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Gradients.Losses;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Pruning;

/// <summary>Measures how a loss answers to masks on what enters consumers: one backward pass for all groups.</summary>
internal sealed class SensitivityCollector
{
    private readonly SensitivityRequest request;
    private readonly ValueList<Tensor> answers;
    private readonly SegmentRunner runner;
    private readonly Device device;
    private readonly string logits;
    private readonly IReadOnlyDictionary<string, Tensor> sample;
    private readonly ShapeFacts facts;
    private readonly AnswerCurvature curvature;

    private SensitivityCollector(
        SensitivityRequest request, string logits, IReadOnlyDictionary<string, Tensor> sample, ShapeFacts facts, ValueList<Tensor> answers,
        SegmentRunner runner, Device device)
    {
        (this.request, this.logits, this.sample, this.facts) = (request, logits, sample, facts);
        (this.answers, this.runner, this.device) = (answers, runner, device);
        curvature = new AnswerCurvature(request.Temperature);
    }

    /// <summary>A collector for a model and for what it becomes when units are cut.</summary>
    /// <param name="request">The loss.</param>
    /// <param name="original">The model; its first output holds the answers, floats [records, …, classes].</param>
    /// <param name="inputs">Inputs that it runs with.</param>
    /// <param name="answers">Its answers to the calibration data, batch by batch.</param>
    /// <param name="runner">Runs pieces of models.</param>
    /// <param name="device">Where the probe runs.</param>
    public static Result<SensitivityCollector> Create(
        SensitivityRequest request, OnnxModel original, IReadOnlyDictionary<string, Tensor> inputs, ValueList<Tensor> answers,
        SegmentRunner runner, Device device)
    {
        var logits = original.Graph.Output[0].Name;
        var answered = Probe.Run(original, inputs, device);
        if (!answered.IsOk)
            return answered.As<SensitivityCollector>();
        var shape = answered.Value.Find(logits)!.Shape;
        var sample = new Dictionary<string, Tensor>(inputs)
        {
            [LossNames.Target(logits)] = Tensor.Of(new float[shape.Aggregate(1L, (product, size) => product * size)], shape.Span),
            [LossNames.Labels] = Tensor.Of(new long[shape.SkipLast(1).Aggregate(1L, (product, size) => product * size)], [.. shape.SkipLast(1)]),
        };
        var facts = Probe.Run(WithLoss(request, original, logits, shape[^1]), sample, device);
        return facts.IsOk
            ? Result<SensitivityCollector>.Ok(new SensitivityCollector(request, logits, sample, facts.Value, answers, runner, device))
            : facts.As<SensitivityCollector>();
    }

    /// <summary>Sensitivities by group.</summary>
    /// <param name="model">The network as it is now.</param>
    /// <param name="from">Where its batches are.</param>
    /// <param name="numbers">Which of all batches these are.</param>
    /// <param name="groups">Groups that have not been cut.</param>
    /// <param name="cancellation">Ends the run with <see cref="OperationCanceledException" />.</param>
    public Result<IReadOnlyDictionary<string, Sensitivity>> Collect(
        OnnxModel model, Frontier from, IReadOnlyList<int> numbers, IReadOnlyList<PruneGroup> groups, CancellationToken cancellation)
    {
        var built = Build(model, groups);
        if (!built.IsOk)
            return built.As<IReadOnlyDictionary<string, Sensitivity>>();
        var sums = groups.ToDictionary(group => group.Id, group => new Sums(group.Consumers[0].TapPattern.AxisSize));
        var weights = numbers.Select(number => curvature.Weights(answers[number])).ToArray();
        var extras = numbers.Select((number, i) => (IReadOnlyDictionary<string, Tensor>)new Dictionary<string, Tensor>
        {
            [LossNames.Target(logits)] = answers[number],
            [LossNames.Labels] = weights[i].Labels,
        }).ToArray();
        var outputs = groups.Select(group => MaskGradientGraph.OutputOf(group.Id)).ToArray();
        var run = runner.Advance(from, built.Value, [], outputs, extras, cancellation);
        if (!run.IsOk)
            return run.As<IReadOnlyDictionary<string, Sensitivity>>();
        for (var batch = 0; batch < numbers.Count; batch++)
        {
            foreach (var group in groups)
                sums[group.Id].Add(run.Value.Wanted[batch][MaskGradientGraph.OutputOf(group.Id)], weights[batch].Factors);
        }

        return groups.FirstOrDefault(group => !sums[group.Id].IsFinite) is { } bad
            ? Result<IReadOnlyDictionary<string, Sensitivity>>.Fail(
                DiagnosticCatalog.StatisticsNotFinite, null, bad.Consumers[0].Tap, "the gradients of the calibration data")
            : Result<IReadOnlyDictionary<string, Sensitivity>>.Ok(sums.ToDictionary(pair => pair.Key, pair => pair.Value.ToSensitivity()));
    }

    /// <summary>The model with the loss and the gradient of each index of each group's tap, record by record.</summary>
    private Result<OnnxModel> Build(OnnxModel model, IReadOnlyList<PruneGroup> groups)
    {
        var withLoss = WithLoss(request, model, logits, sample[LossNames.Target(logits)].Shape[^1]);
        // A cut changes sizes only, and sizes may change; a refit may also add the bias that a layer lacked.
        var known = withLoss.Graph.Node.SelectMany(node => node.Output).All(value => facts.Find(value) is not null)
            ? Result<ShapeFacts>.Ok(facts)
            : Probe.Run(withLoss, sample, device);
        return known.IsOk
            ? MaskGradientGraph.Build(
                withLoss, known.Value, LossNames.Loss, [.. groups.Select(OfIndices)], sample[LossNames.Target(logits)].Shape[0],
                withLoss.Graph.Input.Last().Name)
            : known.As<OnnxModel>();
    }

    /// <summary>The model with the loss; its last input is what the loss compares with, record by record.</summary>
    private static OnnxModel WithLoss(SensitivityRequest request, OnnxModel model, string logits, long classes)
    {
        // One number has no distribution: the model answers a quantity.
        if (classes == 1)
            return SquaredErrorLoss.Add(model, [new MatchedFeature(logits)], LossReduction.Sum);
        if (request.Loss == SensitivityLoss.Divergence)
            return DivergenceLoss.Add(model, logits, request.Temperature, LossReduction.Sum);
        var graph = model.Graph.Clone();
        var writer = new NodeWriter(graph, model.Opset(), "prunebuild.temperature");
        var tempered = writer.Add("Div", [logits, writer.Constant(Tensor.Of([(float)request.Temperature]))]);
        return CrossEntropyLoss.Add(model.WithGraph(graph), tempered, LossReduction.Sum);
    }

    /// <summary>The group with each index of its taps a unit: heads are judged by their features.</summary>
    private static PruneGroup OfIndices(PruneGroup group) => group with
    {
        Units = group.Consumers[0].TapPattern.AxisSize,
        Consumers = group.Consumers
            .Where(consumer => consumer.TapPattern.AxisSize == group.Consumers[0].TapPattern.AxisSize)
            .Select(consumer => consumer with { TapPattern = AxisPattern.Whole(consumer.TapPattern.AxisSize) }).ToValueList(),
    };

    private sealed class Sums(int indices)
    {
        private readonly double[] batchSquares = new double[indices];
        private readonly double[] recordSquares = new double[indices];
        private long records;

        public bool IsFinite => Array.TrueForAll(batchSquares, double.IsFinite) && Array.TrueForAll(recordSquares, double.IsFinite);

        /// <summary>Adds [records, indices] of gradients of each record's own loss.</summary>
        public void Add(Tensor gradients, double[] factors)
        {
            var values = gradients.As<float>();
            var mean = new double[indices];
            for (var record = 0; record < factors.Length; record++)
            {
                var row = values.Slice(record * indices, indices);
                for (var i = 0; i < indices; i++)
                {
                    mean[i] += row[i] / (double)factors.Length;
                    recordSquares[i] += factors[record] * row[i] * row[i];
                }
            }

            for (var i = 0; i < indices; i++)
                batchSquares[i] += mean[i] * mean[i];
            records += factors.Length;
        }

        public Sensitivity ToSensitivity() => new(batchSquares, recordSquares, records);
    }
}
