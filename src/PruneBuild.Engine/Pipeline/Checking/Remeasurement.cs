using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Pipeline.Loading;
using PruneBuild.Engine.Pipeline.Making;
using PruneBuild.Engine.Pruning;
using PruneBuild.Inference.Devices;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Pipeline.Checking;

/// <summary>Measures an artifact that is there against its original, again.</summary>
internal static class Remeasurement
{
    /// <summary>What running the models says now; what is counted is taken over, or counted where a gate asks for it
    /// and it is not known.</summary>
    public static Result<ValueList<Measurement>> Run(
        PruneManifest manifest, ModelEntry entry, string artifact, ValueList<Measurement> known, Device device, IProgress<Stage>? progress,
        CancellationToken cancellation)
    {
        var source = SourceModel.Read(manifest, entry);
        if (!source.IsOk)
            return source.As<ValueList<Measurement>>();
        using var original = source.Value;
        var read = OnnxReader.Read(artifact);
        if (!read.IsOk)
            return read.As<ValueList<Measurement>>();
        using var pruned = read.Value;
        var clock = new StageClock(progress);
        var data = ModelData.LoadToMeasure(manifest, entry, original, device, clock, cancellation);
        if (!data.IsOk)
            return data.As<ValueList<Measurement>>();
        var measured = clock.Time("measuring", () => new UnfitData(manifest, entry, original, device).Told(() => ModelMeter.Measure(
            original, pruned, data.Value.Answer, data.Value.Validation, data.Value.Labels, device,
            share => clock.Report("measuring", share), cancellation)));
        if (!measured.IsOk)
            return measured.As<ValueList<Measurement>>();
        var now = data.Value.Measurable(measured.Value.Measurements);
        var counted = known.Where(one => now.All(other => other.Metric != one.Metric)).ToList();
        if (CountedCosts.LackCompressed(entry, counted))
            counted.Add(CountedCosts.Compressed(SourceModel.FilesOf(original), SourceModel.FilesOf(pruned)));
        return Result<ValueList<Measurement>>.Ok(ModelMeter.Sorted([.. now, .. counted]));
    }
}
