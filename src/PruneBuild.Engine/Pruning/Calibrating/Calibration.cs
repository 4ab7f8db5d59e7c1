using PruneBuild.Diagnostics;
using PruneBuild.Inference;
using PruneBuild.Inference.Statistics;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Statistics.Values;

namespace PruneBuild.Engine.Pruning.Calibrating;

/// <summary>Measures what is asked for of a model, in one pass over the calibration data.</summary>
/// <param name="Model">The model.</param>
/// <param name="Analysed">What can be cut in it, and one run of it.</param>
/// <param name="Bench">The data, and where to run.</param>
internal sealed record Calibration(OnnxModel Model, AnalysedModel Analysed, Workbench Bench)
{
    /// <summary>What was asked for; a consumer that was asked for more than once is measured once, with the most detail.</summary>
    public Result<CalibrationFindings> Measure(StatisticRequests asked)
    {
        var (facts, batches, clock) = (Analysed.Probe.Facts, Bench.Batches, Bench.Clock);
        var answered = asked.Values.Any(request => request.NeedsLabels)
            ? TrueAnswers.Attach(Model, facts, Bench)
            : Result<IReadOnlyList<Batch>>.Ok(batches);
        if (!answered.IsOk)
            return answered.As<CalibrationFindings>();
        var records = Math.Max(1, batches.Sum(batch => batch.Records.Count));
        var collected = clock.Time("calibrating", () => StatisticsCollector.Collect(
            Model, Analysed.Probe, asked.MergedMoments, asked.Values, RowMaskShapes.InProbe(facts, Model, batches), answered.Value,
            Bench.Device, done => clock.Report("calibrating", (double)done / records), Bench.Cancellation));
        return collected.IsOk
            ? Result<CalibrationFindings>.Ok(new CalibrationFindings(
                collected.Value.Moments.ToDictionary(pair => pair.Key.Consumer.Node, pair => pair.Value), collected.Value.Values))
            : collected.As<CalibrationFindings>();
    }
}

/// <summary>What a pass over the calibration data showed.</summary>
/// <param name="Moments">Of all features of each consumer, by its node.</param>
/// <param name="Values">What was folded on the host, by request.</param>
internal sealed record CalibrationFindings(IReadOnlyDictionary<string, Moments> Moments, IReadOnlyDictionary<ValueRequest, Matrix> Values)
{
    /// <summary>True when it answers all that is asked, with at least the detail asked for.</summary>
    public bool Answers(StatisticRequests asked) =>
        asked.Moments.All(request => Moments.TryGetValue(request.Consumer.Node, out var known)
            && (known.Gram is not null || request.Detail == MomentDetail.Diagonal))
        && asked.Values.All(Values.ContainsKey);

    /// <summary>Both; of what both know, the other's.</summary>
    public CalibrationFindings And(CalibrationFindings other) => new(
        other.Moments.Concat(Moments).DistinctBy(pair => pair.Key).ToDictionary(),
        other.Values.Concat(Values).DistinctBy(pair => pair.Key).ToDictionary());
}
