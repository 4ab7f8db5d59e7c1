using PruneBuild.Diagnostics;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Inference.Segments;
using PruneBuild.Inference.Sessions;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Statistics.Values;

namespace PruneBuild.Inference.Statistics;

/// <summary>Streams calibration data through a model and measures all that is asked for.</summary>
public static class StatisticsCollector
{
    /// <summary>The statistics over all batches, in one pass; gradients take two more for each loss.
    /// Batches run side by side and are folded in their order.</summary>
    /// <param name="model">The model; only what is asked for runs.</param>
    /// <param name="probe">One run of it.</param>
    /// <param name="moments">Second moments at taps: ONNX Runtime computes them.</param>
    /// <param name="values">What is folded on the host; equal requests are measured once.</param>
    /// <param name="rowMaskShape">[batch, sequence] of the row mask in that run; null without padding.</param>
    /// <param name="batches">The calibration data.</param>
    /// <param name="device">Where to run.</param>
    /// <param name="progress">Told the number of records after each batch of the first pass, and not again once it returns.</param>
    /// <param name="cancellation">Ends the run with <see cref="OperationCanceledException" />.</param>
    /// <returns>By request; or PB3009 for a value that no run produces or a sample of too few rows, PB3007 for one that is not finite,
    /// PB3005 for a batch that does not run, or ONNX Runtime's refusal.</returns>
    public static Result<MeasuredStatistics> Collect(
        OnnxModel model, ProbedSample probe, IReadOnlyCollection<MomentRequest> moments, IEnumerable<ValueRequest> values,
        ValueList<long>? rowMaskShape, IReadOnlyList<Batch> batches, Device device, Action<int>? progress = null,
        CancellationToken cancellation = default)
    {
        var all = values.Distinct().ToArray();
        var backward = all.OfType<MaskGradientRequest>().ToArray();
        var weights = all.OfType<WeightImportanceRequest>().ToArray();
        ValueRequest[] forward = [.. all.Except(backward).Except(weights)];
        var results = Forward(model, probe.Facts, moments, forward, rowMaskShape, batches, device, progress, cancellation);
        foreach (var sameLoss in backward.GroupBy(request => request.Loss))
            results = Joined(results, () => Backward(model, probe, sameLoss.Key, [.. sameLoss], batches, device, cancellation));
        foreach (var sameLoss in weights.GroupBy(request => request.Loss))
            results = Joined(
                results, () => WeightGradients.Collect(sameLoss.Key, model, probe, [.. sameLoss], batches, device, cancellation));
        return results.IsOk ? Finite(results.Value) : results;
    }

    private static Result<MeasuredStatistics> Joined(
        Result<MeasuredStatistics> first, Func<Result<IReadOnlyDictionary<ValueRequest, Matrix>>> next)
    {
        if (!first.IsOk)
            return first;
        var second = next();
        return second.IsOk
            ? Result<MeasuredStatistics>.Ok(first.Value with { Values = first.Value.Values.Concat(second.Value).ToDictionary() })
            : second.As<MeasuredStatistics>();
    }

    private static Result<IReadOnlyDictionary<ValueRequest, Matrix>> Backward(
        OnnxModel model, ProbedSample probe, MaskLoss loss, MaskGradientRequest[] requests, IReadOnlyList<Batch> batches, Device device,
        CancellationToken cancellation)
    {
        var folds = requests.Select(request => (Request: request, Fold: request.Begin(probe.Facts, null))).ToArray();
        var ofGroups = folds.ToLookup(pair => pair.Request.Group.Id);
        var collected = MaskGradients.Create(
            loss, model, probe, batches, new SegmentRunner(device), device,
            own: new GradientObservation([.. requests.Select(request => request.Group).DistinctBy(group => group.Id)], Add),
            cancellation: cancellation);
        return collected.IsOk
            ? Result<IReadOnlyDictionary<ValueRequest, Matrix>>.Ok(
                folds.ToDictionary(pair => (ValueRequest)pair.Request, pair => pair.Fold.Result()))
            : collected.As<IReadOnlyDictionary<ValueRequest, Matrix>>();

        void Add(string id, Tensor gradients, IReadOnlyList<double> factors)
        {
            foreach (var (request, fold) in ofGroups[id])
                fold.Add(new ValueBatch(new Dictionary<string, Tensor> { [request.Values[0]] = gradients }, null));
        }
    }

    private static Result<MeasuredStatistics> Forward(
        OnnxModel model, ShapeFacts facts, IReadOnlyCollection<MomentRequest> moments, ValueRequest[] wanted, ValueList<long>? rowMaskShape,
        IReadOnlyList<Batch> batches, Device device, Action<int>? progress, CancellationToken cancellation)
    {
        var values = wanted.SelectMany(request => request.Values).Distinct().Order(StringComparer.Ordinal).ToArray();
        if (values.FirstOrDefault(value => facts.Find(value) is null) is { } unknown)
            return Fail(DiagnosticCatalog.StatisticsImpossible.At(null, unknown, "its shape is not known"));
        if (moments.Count == 0 && wanted.Length == 0)
            return Result<MeasuredStatistics>.Ok(new(new Dictionary<MomentRequest, Moments>(), new Dictionary<ValueRequest, Matrix>()));
        var folds = Array.ConvertAll(wanted, request => request.Begin(facts, rowMaskShape));
        var given = model.Graph.Input.Select(input => input.Name).Intersect(values).ToArray();
        values = [.. values.Except(given)];
        var instrumented = MomentGraph.Instrument(model, facts, moments, new MomentOptions(rowMaskShape), values);
        if (!instrumented.IsOk)
            return instrumented.As<MeasuredStatistics>();
        var opened = ModelSession.Open(instrumented.Value.Model, device, SessionSettings.Reproducible);
        if (!opened.IsOk)
            return opened.As<MeasuredStatistics>();
        using var session = opened.Value;
        var summed = MomentCollector.Collect(session, instrumented.Value, batches, progress, values, Fold, cancellation);
        if (!summed.IsOk)
            return summed.As<MeasuredStatistics>();
        var results = wanted.Zip(folds).ToDictionary(pair => pair.First, pair => pair.Second.Result());
        if (results.FirstOrDefault(
            pair => pair.Key is RowSampleRequest && pair.Value.Rows < RowSampleRequest.FewestRows) is { Key: { } sample } few)
            return Fail(DiagnosticCatalog.StatisticsImpossible.At(null, sample.Values[0],
                $"units are compared on at least {RowSampleRequest.FewestRows} rows, and the calibration data gives {few.Value.Rows}; "
                + "give it more records"));
        return Result<MeasuredStatistics>.Ok(new MeasuredStatistics(summed.Value, results));

        void Fold(Batch batch, IReadOnlyDictionary<string, Tensor> outputs)
        {
            var known = outputs.Concat(batch.Inputs.Where(input => given.Contains(input.Key))).ToDictionary();
            foreach (var fold in folds)
                fold.Add(new ValueBatch(known, batch.RowMask));
        }
    }

    private static Result<MeasuredStatistics> Finite(MeasuredStatistics results) =>
        results.Values.FirstOrDefault(pair => !pair.Value.IsFinite) is { Key: { } bad }
            ? Fail(DiagnosticCatalog.StatisticsNotFinite.At(null, bad.Values[0], "the calibration data"))
            : Result<MeasuredStatistics>.Ok(results);

    private static Result<MeasuredStatistics> Fail(Diagnostic problem) => Result<MeasuredStatistics>.Fail(problem);
}
