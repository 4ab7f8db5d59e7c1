using PruneBuild.Diagnostics;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Inference.Segments;
using PruneBuild.Inference.Sessions;
using PruneBuild.Inference.Streaming;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Statistics.Values;

namespace PruneBuild.Inference.Statistics;

/// <summary>Streams calibration data through a model and folds the values that are asked for.</summary>
public static class ValueCollector
{
    /// <summary>The statistics over all batches, in one pass; gradients of masks take two more. Batches run side by side and are folded in their order.</summary>
    /// <param name="model">The model; only what the values need of it runs.</param>
    /// <param name="probe">One run of it.</param>
    /// <param name="requests">What to measure; equal requests are measured once.</param>
    /// <param name="rowMaskShape">[batch, sequence] of the row mask in that run; null without padding.</param>
    /// <param name="batches">The calibration data.</param>
    /// <param name="device">Where to run.</param>
    /// <param name="cancellation">Ends the run with <see cref="OperationCanceledException" />.</param>
    /// <returns>By request; or PB3009 for a value that no run produces or a sample of too few rows, PB3007 for one that is not finite, or ONNX Runtime's refusal.</returns>
    /// <exception cref="InferenceException">A batch does not run.</exception>
    public static Result<IReadOnlyDictionary<ValueRequest, Matrix>> Collect(
        OnnxModel model, ProbedSample probe, IEnumerable<ValueRequest> requests, ValueList<long>? rowMaskShape, IReadOnlyList<Batch> batches,
        Device device, CancellationToken cancellation = default)
    {
        var all = requests.Distinct().ToArray();
        var backward = all.OfType<MaskGradientRequest>().ToArray();
        var weights = all.OfType<WeightImportanceRequest>().ToArray();
        var results = Forward(model, probe.Facts, [.. all.Except(backward).Except(weights)], rowMaskShape, batches, device, cancellation);
        foreach (var sameLoss in backward.GroupBy(request => request.Loss))
            results = Joined(results, () => Backward(model, probe, sameLoss.Key, [.. sameLoss], batches, device, cancellation));
        foreach (var sameLoss in weights.GroupBy(request => request.Loss))
            results = Joined(results, () => WeightGradients.Collect(sameLoss.Key, model, probe, [.. sameLoss], batches, device, cancellation));
        return results.IsOk ? Finite(results.Value) : results;
    }

    private static Result<IReadOnlyDictionary<ValueRequest, Matrix>> Joined(
        Result<IReadOnlyDictionary<ValueRequest, Matrix>> first, Func<Result<IReadOnlyDictionary<ValueRequest, Matrix>>> next)
    {
        if (!first.IsOk)
            return first;
        var second = next();
        return second.IsOk ? Result<IReadOnlyDictionary<ValueRequest, Matrix>>.Ok(first.Value.Concat(second.Value).ToDictionary()) : second;
    }

    private static Result<IReadOnlyDictionary<ValueRequest, Matrix>> Backward(
        OnnxModel model, ProbedSample probe, MaskLoss loss, MaskGradientRequest[] requests, IReadOnlyList<Batch> batches, Device device,
        CancellationToken cancellation)
    {
        var created = MaskGradients.Create(loss, model, probe, batches, new SegmentRunner(device), device, cancellation: cancellation);
        if (!created.IsOk)
            return created.As<IReadOnlyDictionary<ValueRequest, Matrix>>();
        var folds = requests.ToDictionary(request => request.Group.Id, request => (Request: request, Fold: request.Begin(probe.Facts, null)));
        var collected = created.Value.Collect(
            model, Frontier.Start(batches), [.. requests.Select(request => request.Group)], [], null,
            (id, gradients, _) => folds[id].Fold.Add(new ValueBatch(new Dictionary<string, Tensor> { [folds[id].Request.Values[0]] = gradients }, null)),
            cancellation);
        return collected.IsOk
            ? Result<IReadOnlyDictionary<ValueRequest, Matrix>>.Ok(folds.Values.ToDictionary(pair => (ValueRequest)pair.Request, pair => pair.Fold.Result()))
            : collected.As<IReadOnlyDictionary<ValueRequest, Matrix>>();
    }

    private static Result<IReadOnlyDictionary<ValueRequest, Matrix>> Forward(
        OnnxModel model, ShapeFacts facts, ValueRequest[] wanted, ValueList<long>? rowMaskShape, IReadOnlyList<Batch> batches, Device device,
        CancellationToken cancellation)
    {
        var values = wanted.SelectMany(request => request.Values).Distinct().Order(StringComparer.Ordinal).ToArray();
        if (values.FirstOrDefault(value => facts.Find(value) is null) is { } unknown)
            return Fail(DiagnosticCatalog.StatisticsImpossible.At(null, unknown, "its shape is not known"));
        if (wanted.Length == 0)
            return Result<IReadOnlyDictionary<ValueRequest, Matrix>>.Ok(new Dictionary<ValueRequest, Matrix>());
        var folds = Array.ConvertAll(wanted, request => request.Begin(facts, rowMaskShape));
        var given = model.Graph.Input.Select(input => input.Name).Intersect(values).ToArray();
        values = [.. values.Except(given)];
        var opened = ModelSession.Open(SubgraphExtraction.Extract(model, [], values, _ => null), device, SessionSettings.Reproducible);
        if (!opened.IsOk)
            return opened.As<IReadOnlyDictionary<ValueRequest, Matrix>>();
        using var session = opened.Value;
        foreach (var (batch, outputs) in OutputStream.Run(session, batches, values, null, cancellation))
        {
            var known = outputs.Concat(batch.Inputs.Where(input => given.Contains(input.Key))).ToDictionary();
            foreach (var fold in folds)
                fold.Add(new ValueBatch(known, batch.RowMask));
        }

        var results = wanted.Zip(folds).ToDictionary(pair => pair.First, pair => pair.Second.Result());
        if (results.FirstOrDefault(pair => pair.Key is RowSampleRequest && pair.Value.Rows < RowSampleRequest.FewestRows) is { Key: { } sample } few)
            return Fail(DiagnosticCatalog.StatisticsImpossible.At(null, sample.Values[0],
                $"units are compared on at least {RowSampleRequest.FewestRows} rows, and the calibration data gives {few.Value.Rows}; give it more records"));
        return Result<IReadOnlyDictionary<ValueRequest, Matrix>>.Ok(results);
    }

    private static Result<IReadOnlyDictionary<ValueRequest, Matrix>> Finite(IReadOnlyDictionary<ValueRequest, Matrix> results) =>
        results.FirstOrDefault(pair => !pair.Value.IsFinite) is { Key: { } bad }
            ? Fail(DiagnosticCatalog.StatisticsNotFinite.At(null, bad.Values[0], "the calibration data"))
            : Result<IReadOnlyDictionary<ValueRequest, Matrix>>.Ok(results);

    private static Result<IReadOnlyDictionary<ValueRequest, Matrix>> Fail(Diagnostic problem) =>
        Result<IReadOnlyDictionary<ValueRequest, Matrix>>.Fail(problem);
}
