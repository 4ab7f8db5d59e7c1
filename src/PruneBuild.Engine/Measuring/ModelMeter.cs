using PruneBuild.Diagnostics;
using PruneBuild.Engine.Data;
using PruneBuild.Engine.Data.Preparation;
using PruneBuild.Engine.Measuring.Statistics;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Latency;
using PruneBuild.Inference.Sessions;
using PruneBuild.Inference.Streaming;
using PruneBuild.Numerics.Statistics;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Measuring;

/// <summary>Measures a pruned model against its original, gated or not: a gate that is added later finds its number.</summary>
internal static class ModelMeter
{
    /// <summary>Answers and latency; what is counted (size, FLOPs, parameters) is the caller's.</summary>
    /// <param name="original">The original.</param>
    /// <param name="pruned">The pruned model as it was written.</param>
    /// <param name="answer">The output that is scored.</param>
    /// <param name="batches">Validation records; not empty.</param>
    /// <param name="labels">Their labels, or null.</param>
    /// <param name="device">Where to run.</param>
    /// <param name="progress">Told the share done.</param>
    /// <param name="cancellation">Ends the work with <see cref="OperationCanceledException" />.</param>
    public static Result<Measured> Measure(
        OnnxModel original, OnnxModel pruned, Answer answer, IReadOnlyList<Batch> batches, Labels? labels, Device device,
        Action<double> progress, CancellationToken cancellation)
    {
        var answers = SessionWork.In(original, pruned, device, SessionSettings.Reproducible, (before, after) =>
            AnswerMeter.Measure(before, after, answer, batches, labels, progress, cancellation));
        if (!answers.IsOk)
            return answers.As<Measured>();
        string[] without = [.. answers.Value.Where(one => !IsFinite(one)).Select(one => $"'{one.Metric}'")];
        if (without.Length > 0)
            return NotFinite(original, answer, batches, string.Join(" and ", without), device, cancellation);
        var record = TypicalRecord.Of(original, batches);
        var latency = SessionWork.In(original, pruned, device, new SessionSettings(), (before, after) =>
            LatencyMeter.Compare(before, after, record, null, cancellation));
        return latency.IsOk
            ? Result<Measured>.Ok(new Measured([.. answers.Value, Of(latency.Value)], latency.Value.Machine))
            : latency.As<Measured>();
    }

    private static bool IsFinite(Measurement measurement) =>
        double.IsFinite(measurement.Pruned.Value) && double.IsFinite(measurement.Original?.Value ?? 0);

    /// <summary>PB3011, with whose answers they are: the original is run once more to tell.</summary>
    private static Result<Measured> NotFinite(
        OnnxModel original, Answer answer, IReadOnlyList<Batch> batches, string metrics, Device device, CancellationToken cancellation)
    {
        var finite = SessionWork.In(original, device, SessionSettings.Reproducible, session => OutputStream
            .Run(session, batches, [answer.Output, .. answer.Beside], cancellation)
            .All(run => run.Outputs.Values.All(output => output.ToFloats().All(float.IsFinite))));
        if (!finite.IsOk)
            return finite.As<Measured>();
        return finite.Value
            ? Result<Measured>.Fail(
                DiagnosticCatalog.AnswersNotFinite, null, "pruned", answer.Output, metrics,
                "prune less, or keep the layer that does with 'keep'")
            : Result<Measured>.Fail(
                DiagnosticCatalog.AnswersNotFinite, null, "original", answer.Output, metrics,
                $"and take it out of the data{(Broken(original) is { } weight ? $"; or mend '{weight}', which holds NaN" : "")}");
    }

    /// <summary>The first constant that is NaN somewhere. Infinity is no fault: attention is masked with it.</summary>
    private static string? Broken(OnnxModel model) => model.Graph.Initializer.FirstOrDefault(
        constant => Numbers.HasNaN(model.Read(constant)))?.Name;

    /// <summary>Measurements in the order of the catalogue.</summary>
    public static ValueList<Measurement> Sorted(IEnumerable<Measurement> measured)
    {
        var byName = measured.ToDictionary(measurement => measurement.Metric);
        return MetricCatalog.All.Where(metric => byName.ContainsKey(metric.Name)).Select(metric => byName[metric.Name]).ToValueList();
    }

    private static Measurement Of(LatencyComparison latency) =>
        new(MetricCatalog.Latency.Name, Of(latency.First), Of(latency.Second), latency.SurestRatio(), latency.IsDisturbed);

    /// <summary>The median; its interval's half width over the normal quantile stands for a standard error.</summary>
    private static Estimate Of(LatencyDistribution times)
    {
        var (low, high) = times.MedianInterval;
        return new Estimate(times.MedianMilliseconds, EstimateKind.Mean, (high - low) / 2 / NormalDistribution.TwoSided(0.95), 0);
    }
}

/// <summary>What was measured.</summary>
/// <param name="Measurements">Each metric once.</param>
/// <param name="Machine">Device, runtime and operating system that the times were taken on.</param>
internal sealed record Measured(ValueList<Measurement> Measurements, string Machine);
