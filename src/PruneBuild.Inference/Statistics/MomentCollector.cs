using PruneBuild.Diagnostics;
using PruneBuild.Inference.Sessions;
using PruneBuild.Inference.Streaming;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Inference.Statistics;

/// <summary>Streams calibration data through an instrumented model and sums the moments.</summary>
public static class MomentCollector
{
    /// <summary>The moments over all batches. Batches run side by side and are summed in their order, so that with a session opened with
    /// <see cref="SessionSettings.Reproducible" /> the result has the same bits on any number of workers.</summary>
    /// <param name="session">A session of <paramref name="instrumented" />.</param>
    /// <param name="instrumented">What the session computes.</param>
    /// <param name="batches">The calibration data.</param>
    /// <param name="progress">Told the number of records after each batch, in their order, before the next one is added.</param>
    /// <param name="alsoOutputs">Outputs to read besides; null for none.</param>
    /// <param name="see">Told each batch and its outputs, which are ONNX Runtime's until it returns;
    /// null when nobody wants to know.</param>
    /// <param name="cancellation">Ends the run with <see cref="OperationCanceledException" />.</param>
    /// <returns>By request; or PB3007 that names the tap and the records when a value is not finite,
    /// or PB3005 for a batch that does not run.</returns>
    public static Result<IReadOnlyDictionary<MomentRequest, Moments>> Collect(
        ModelSession session,
        InstrumentedModel instrumented,
        IEnumerable<Batch> batches,
        Action<int>? progress = null,
        IReadOnlyCollection<string>? alsoOutputs = null,
        Action<Batch, IReadOnlyDictionary<string, Tensor>>? see = null,
        CancellationToken cancellation = default) =>
        Collect(session, instrumented, batches, Workers.For(session.Device), progress, alsoOutputs, see, cancellation);

    /// <summary>The same, with so many batches at once.</summary>
    internal static Result<IReadOnlyDictionary<MomentRequest, Moments>> Collect(
        ModelSession session,
        InstrumentedModel instrumented,
        IEnumerable<Batch> batches,
        int workers,
        Action<int>? progress = null,
        IReadOnlyCollection<string>? alsoOutputs = null,
        Action<Batch, IReadOnlyDictionary<string, Tensor>>? see = null,
        CancellationToken cancellation = default) => SessionWork.Told(() =>
    {
        var accumulator = new MomentAccumulator(instrumented);
        var fed = batches.Select(batch => batch with { Inputs = WithRowMask(batch, instrumented) });
        string[] read = [.. instrumented.Outputs, .. alsoOutputs ?? []];
        var records = 0;
        foreach (var (batch, outputs) in OutputStream.Lend(session, fed, workers, read, cancellation))
        {
            if (accumulator.Add(outputs) is { } tap)
                return Result<IReadOnlyDictionary<MomentRequest, Moments>>.Fail(
                    DiagnosticCatalog.StatisticsNotFinite, null, tap, batch.Words);
            see?.Invoke(batch, outputs);
            records += batch.Records.Count;
            progress?.Invoke(records);
        }

        return Result<IReadOnlyDictionary<MomentRequest, Moments>>.Ok(accumulator.ToMoments());
    });

    /// <summary>The batch's inputs with what an instrumented model takes besides.</summary>
    internal static IReadOnlyDictionary<string, Tensor> WithRowMask(Batch batch, InstrumentedModel instrumented) =>
        instrumented.TakesRowMask
            ? new Dictionary<string, Tensor>(batch.Inputs) { [InstrumentedModel.RowMaskInput] = batch.RowsThatCount }
            : batch.Inputs;
}
