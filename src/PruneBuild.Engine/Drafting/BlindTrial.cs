using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Pruning;
using PruneBuild.Inference.Devices;
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
    private static readonly double[] Shares = [0.2, 0.1, Least];

    /// <summary>Share of the FLOPs, and the answers that stayed the same.</summary>
    /// <returns>The largest share tried that does; null when none does, or when nothing can be cut.</returns>
    public static (double Share, double Agreement)? Run(OnnxModel model, CancellationToken cancellation)
    {
        var (answer, records) = (Answer.Of(model, Device.Cpu), MadeUpRecords.Of(model, Device.Cpu, seed: 0));
        if (!answer.IsOk || !records.IsOk || !AnswerMeter.Compares(MetricCatalog.Agreement, answer.Value, null))
            return null;
        foreach (var share in Shares)
        {
            cancellation.ThrowIfCancellationRequested();
            var pruned = ModelPruner.Prune(
                model, TrialEntry.Of(Method, share), seed: 0, Workbench.Of([], Device.Cpu, cancellation: cancellation));
            if (!pruned.IsOk)
                continue;
            var measured = SessionWork.In(model, pruned.Value.Model, Device.Cpu, SessionSettings.Reproducible, (before, after) =>
                AnswerMeter.Measure(before, after, answer.Value.On(records.Value), records.Value, null, _ => { }, cancellation));
            if (measured.IsOk && measured.Value.FirstOrDefault(one => one.Metric == MetricCatalog.Agreement.Name)?.Pruned.Value is >= Enough
                and var agreement)
                return (share, agreement);
        }

        return null;
    }
}
