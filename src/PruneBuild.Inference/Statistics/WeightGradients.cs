using PruneBuild.Diagnostics;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Inference.Segments;
using PruneBuild.Inference.Sessions;
using PruneBuild.Inference.Streaming;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Gradients.Losses;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Statistics.Values;

namespace PruneBuild.Inference.Statistics;

/// <summary>How a loss answers to single weights, record by record.</summary>
internal static class WeightGradients
{
    /// <summary>The importance of the weights of all groups, from one forward and backward pass over a few records.</summary>
    /// <param name="loss">The loss of the requests.</param>
    /// <param name="model">The model.</param>
    /// <param name="probe">One run of it.</param>
    /// <param name="requests">What to measure.</param>
    /// <param name="batches">The calibration data; <see cref="WeightImportanceRequest.Records" /> of its records are looked at.</param>
    /// <param name="device">Where to run.</param>
    /// <param name="cancellation">Ends the run with <see cref="OperationCanceledException" />.</param>
    /// <returns>By request; or PB3005, PB3009, PB3010, or ONNX Runtime's refusal.</returns>
    public static Result<IReadOnlyDictionary<ValueRequest, Matrix>> Collect(
        MaskLoss loss, OnnxModel model, ProbedSample probe, IReadOnlyList<WeightImportanceRequest> requests, IReadOnlyList<Batch> batches,
        Device device, CancellationToken cancellation)
    {
        var created = LossModel.Create(loss, model, probe, device);
        if (!created.IsOk)
            return created.As<IReadOnlyDictionary<ValueRequest, Matrix>>();
        var records = SingleRecords(batches, WeightImportanceRequest.Records);
        var answers = created.Value.Answers(model, records, [], null, new SegmentRunner(device), null, cancellation);
        if (!answers.IsOk)
            return answers.As<IReadOnlyDictionary<ValueRequest, Matrix>>();
        var withLoss = created.Value.Of(model);
        var built = withLoss.IsOk
            ? WeightGradientGraph.Build(
                withLoss.Value, created.Value.Facts, LossNames.Loss, [.. requests.SelectMany(request => request.Tensors).Distinct()],
                HeldActivations.Limit(created.Value.Facts, records, device))
            : withLoss;
        if (!built.IsOk)
            return built.As<IReadOnlyDictionary<ValueRequest, Matrix>>();
        var folds = requests.ToDictionary(request => (ValueRequest)request, request => request.Begin(probe.Facts, null));
        var fed = records.Zip(answers.Value.Answers, (record, answer) => record with
        {
            Inputs = record.Inputs.Select(input => KeyValuePair.Create(input.Key, Frontier.InSinglePrecision(input.Value)))
                .Concat(answer.Inputs).ToDictionary(),
        });
        return SessionWork.In<IReadOnlyDictionary<ValueRequest, Matrix>>(built.Value, device, SessionSettings.Reproducible, Folded);

        IReadOnlyDictionary<ValueRequest, Matrix> Folded(ModelSession session)
        {
            foreach (var (_, outputs) in OutputStream.Lend(session, fed, null, cancellation))
            {
                foreach (var fold in folds.Values)
                    fold.Add(new ValueBatch(outputs, null));
            }

            return folds.ToDictionary(pair => pair.Key, pair => pair.Value.Result());
        }
    }

    /// <summary>Batches of one record each, so many at most, evenly spread over the data.</summary>
    internal static Batch[] SingleRecords(IReadOnlyList<Batch> batches, int most)
    {
        var places = batches.SelectMany(batch => Enumerable.Range(0, batch.Records.Count).Select(row => (batch, row))).ToArray();
        var wanted = Math.Min(most, places.Length);
        return [.. Enumerable.Range(0, wanted).Select(i => places[(int)((i + 0.5) * places.Length / wanted)])
            .Select(place => place.batch.Take([place.row]))];
    }
}
