using PruneBuild.Diagnostics;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Inference.Sessions;
using PruneBuild.Inference.Streaming;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Gradients.Losses;
using PruneBuild.Onnx.Gradients.Lowering;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Statistics.Values;

namespace PruneBuild.Inference.Statistics;

/// <summary>Streams calibration data forwards and backwards through a model: gradients of masks, of a loss that needs no labels.</summary>
internal static class MaskGradientCollector
{
    /// <summary>The gradients of all groups, in two passes: the model's answers, and the gradients of the answers drawn from them.</summary>
    /// <param name="model">The model; its first output of floats [records, …, classes] are logits, or a quantity when there is one column.</param>
    /// <param name="facts">Shapes from one run of it.</param>
    /// <param name="requests">The groups.</param>
    /// <param name="batches">The calibration data, at least one batch.</param>
    /// <param name="device">Where to run.</param>
    /// <param name="cancellation">Ends the run with <see cref="OperationCanceledException" />.</param>
    /// <returns>By request; or PB3009, PB3010, or ONNX Runtime's refusal.</returns>
    /// <exception cref="InferenceException">A batch does not run.</exception>
    public static Result<IReadOnlyDictionary<ValueRequest, Matrix>> Collect(
        OnnxModel model, ShapeFacts facts, IReadOnlyList<MaskGradientRequest> requests, IReadOnlyList<Batch> batches, Device device,
        CancellationToken cancellation)
    {
        var output = model.Graph.Output.Select(value => value.Name).FirstOrDefault(name => facts.Find(name) is { Type: ElementType.Float or ElementType.Float16, Shape.Count: > 0 });
        if (output is null)
            return Fail(DiagnosticCatalog.StatisticsImpossible.At(null, model.Graph.Output[0].Name, "it is no output of numbers that a loss could be made of"));
        var answers = Answers(model, output, batches, device, cancellation);
        if (!answers.IsOk)
            return answers.As<IReadOnlyDictionary<ValueRequest, Matrix>>();
        var built = Build(model, facts, output, requests, batches[0], answers.Value[0], device);
        if (!built.IsOk)
            return built.As<IReadOnlyDictionary<ValueRequest, Matrix>>();
        var opened = ModelSession.Open(built.Value, device, SessionSettings.Reproducible);
        if (!opened.IsOk)
            return opened.As<IReadOnlyDictionary<ValueRequest, Matrix>>();
        using var session = opened.Value;
        var folds = requests.Select(request => request.Begin(facts, null)).ToArray();
        var fed = batches.Zip(answers.Value, (batch, answer) => batch with { Inputs = With(batch, answer) });
        foreach (var (_, outputs) in OutputStream.Run(session, fed, [.. requests.SelectMany(request => request.Values)], null, cancellation))
        {
            foreach (var fold in folds)
                fold.Add(new ValueBatch(outputs, null));
        }

        return Result<IReadOnlyDictionary<ValueRequest, Matrix>>.Ok(
            requests.Zip(folds).ToDictionary(pair => (ValueRequest)pair.First, pair => pair.Second.Result()));
    }

    /// <summary>For each batch the loss's extra input: its name and what it holds.</summary>
    private static Result<List<(string Name, Tensor Value)>> Answers(
        OnnxModel model, string output, IReadOnlyList<Batch> batches, Device device, CancellationToken cancellation)
    {
        var opened = ModelSession.Open(model, device, SessionSettings.Reproducible);
        if (!opened.IsOk)
            return opened.As<List<(string Name, Tensor Value)>>();
        using var session = opened.Value;
        var (answers, rows) = (new List<(string Name, Tensor Value)>(), 0L);
        foreach (var (_, outputs) in OutputStream.Run(session, batches, [output], null, cancellation))
        {
            var logits = outputs[output];
            answers.Add(IsQuantity(logits.Shape)
                ? (LossNames.Target(output), BesideIt(logits, rows))
                : (LossNames.Labels, DrawnAnswers.Of(logits, rows)));
            rows += logits.Count / logits.Shape[^1];
        }

        return Result<List<(string Name, Tensor Value)>>.Ok(answers);
    }

    private static bool IsQuantity(ValueList<long> shape) => shape.Count < 2 || shape[^1] == 1;

    // Half a unit above or below the answer, in turn: the squared error's gradient by the answer is then 1 or -1.
    private static Tensor BesideIt(Tensor answers, long first) =>
        Tensor.Of([.. answers.ToFloats().Select((value, i) => value + ((first + i) % 2 == 0 ? 0.5f : -0.5f))], [.. answers.Shape]);

    private static Result<OnnxModel> Build(
        OnnxModel model, ShapeFacts facts, string output, IReadOnlyList<MaskGradientRequest> requests, Batch batch,
        (string Name, Tensor Value) answer, Device device)
    {
        var plain = DifferentiableForm.Of(model, facts);
        var withLoss = answer.Name == LossNames.Labels
            ? CrossEntropyLoss.Add(plain, output, LossReduction.Sum)
            : SquaredErrorLoss.Add(plain, [new MatchedFeature(output)], LossReduction.Sum);
        var inputs = With(batch, answer);
        var known = Probe.Run(withLoss, inputs, device);
        return known.IsOk
            ? MaskGradientGraph.Build(
                withLoss, known.Value, LossNames.Loss, [.. requests.Select(request => request.Group)], answer.Value.Shape[0], answer.Name)
            : known.As<OnnxModel>();
    }

    private static Dictionary<string, Tensor> With(Batch batch, (string Name, Tensor Value) answer) =>
        new(batch.Inputs) { [answer.Name] = answer.Value };

    private static Result<IReadOnlyDictionary<ValueRequest, Matrix>> Fail(Diagnostic problem) =>
        Result<IReadOnlyDictionary<ValueRequest, Matrix>>.Fail(problem);
}
