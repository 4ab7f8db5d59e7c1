using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx;

namespace PruneBuild.Inference.Streaming;

/// <summary>A model's outputs, batch by batch, for metrics.</summary>
public static class OutputStream
{
    /// <summary>Runs batches and yields their outputs in batch order; nothing is kept once the reader has moved on.</summary>
    /// <param name="session">Opened with <see cref="SessionSettings.Reproducible" /> when equal bits on every machine matter.</param>
    /// <param name="batches">Read as late as possible.</param>
    /// <param name="outputs">Names of the outputs wanted; null for all.</param>
    /// <param name="cancellation">Ends the stream with <see cref="OperationCanceledException" />.</param>
    /// <exception cref="InferenceException">A batch does not run.</exception>
    public static IEnumerable<BatchOutputs> Run(
        ModelSession session,
        IEnumerable<Batch> batches,
        IReadOnlyList<string>? outputs = null,
        CancellationToken cancellation = default) =>
        OrderedParallel.Map(
            batches,
            Workers.For(session.Device),
            batch => new BatchOutputs(batch, session.Run(batch.Inputs, outputs, cancellation)),
            cancellation);

    /// <summary>The same without a copy: outputs are ONNX Runtime's until the reader moves on;
    /// what is kept longer is copied by the reader.</summary>
    /// <param name="session">As in <see cref="Run" />.</param>
    /// <param name="batches">Read as late as possible.</param>
    /// <param name="outputs">Names of the outputs wanted; null for all.</param>
    /// <param name="cancellation">Ends the stream with <see cref="OperationCanceledException" />.</param>
    /// <exception cref="InferenceException">A batch does not run.</exception>
    public static IEnumerable<BatchOutputs> Lend(
        ModelSession session,
        IEnumerable<Batch> batches,
        IReadOnlyList<string>? outputs = null,
        CancellationToken cancellation = default) =>
        Lend(session, batches, Workers.For(session.Device), outputs, cancellation);

    /// <summary>The same, with so many batches at once.</summary>
    internal static IEnumerable<BatchOutputs> Lend(
        ModelSession session, IEnumerable<Batch> batches, int workers, IReadOnlyList<string>? outputs, CancellationToken cancellation)
    {
        var runs = OrderedParallel.Map(
            batches,
            workers,
            batch => new LentBatch(batch, session.Lend(batch.Inputs, outputs, cancellation)),
            cancellation);
        foreach (var run in runs)
        {
            using (run)
                yield return new BatchOutputs(run.Batch, run.Outputs.Tensors);
        }
    }

    private sealed record LentBatch(Batch Batch, LentOutputs Outputs) : IDisposable
    {
        public void Dispose() => Outputs.Dispose();
    }
}

/// <summary>A batch and what the model made of it.</summary>
/// <param name="Batch">The batch.</param>
/// <param name="Outputs">By output name.</param>
public sealed record BatchOutputs(Batch Batch, IReadOnlyDictionary<string, Tensor> Outputs);
