using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Pruning;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Drafting;

/// <summary>How much may go of a model that comes without data: what leaves its answers on random input mostly as they were.</summary>
internal static class BlindTrial
{
    /// <summary>The method that reads nothing but weights.</summary>
    public const string Method = "magnitude";

    /// <summary>The gate that a draft states; a trial must pass it with some to spare.</summary>
    public const double Gate = 0.85;

    /// <summary>The least share that is tried.</summary>
    public const double Least = 0.05;

    private const double Enough = 0.9;
    private const int Compared = 1000;
    private static readonly double[] Shares = [0.2, 0.1, Least];

    /// <summary>Share of the FLOPs, and the answers that stayed the same.</summary>
    /// <param name="model">The model, as it lies in its file.</param>
    /// <param name="probe">A run of it on made-up input.</param>
    /// <param name="cancellation">Ends the work with <see cref="OperationCanceledException" />.</param>
    /// <returns>The largest share tried that does; null when none does, or when nothing can be cut.</returns>
    public static (double Share, double Agreement)? Run(OnnxModel model, ProbedSample probe, CancellationToken cancellation)
    {
        var answer = Answer.Of(model, probe);
        if (!AnswerMeter.Compares(MetricCatalog.Agreement, answer, null)
            || MadeUpRecords.Like(model, probe, seed: 0, BatchesFor(answer, probe)) is not { IsOk: true } records)
            return null;
        var memory = new StepMemory();
        foreach (var share in Shares)
        {
            cancellation.ThrowIfCancellationRequested();
            var pruned = ModelPruner.Prune(
                model, TrialEntry.Of(Method, share), seed: 0, Workbench.Of([], Device.Cpu, cancellation: cancellation), memory);
            if (!pruned.IsOk)
                continue;
            var measured = SessionWork.In(model, pruned.Value.Model, Device.Cpu, SessionSettings.Reproducible, (before, after) =>
                AnswerMeter.Measure(before, after, answer.On(records.Value), records.Value, null, _ => { }, cancellation));
            if (measured.IsOk && measured.Value.FirstOrDefault(one => one.Metric == MetricCatalog.Agreement.Name)?.Pruned.Value is >= Enough
                and var agreement)
                return (share, agreement);
        }

        return null;
    }

    /// <summary>A model that answers everywhere in an image says in one batch what others say in many.</summary>
    internal static int BatchesFor(Answer answer, ProbedSample probe)
    {
        var shape = probe.Facts.Find(answer.Output)?.Shape ?? [];
        var answers = shape.Aggregate(1.0, (product, size) => product * size) / (answer.Columns ?? shape.DefaultIfEmpty(1).Last());
        return (int)Math.Clamp(Math.Ceiling(Compared / Math.Max(1, answers)), 1, MadeUpRecords.Batches);
    }
}
