using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Pruning;
using PruneBuild.Inference.Devices;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Pipeline.Explaining;

/// <summary>Why the units of a model went.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Asked">What was asked for, in words.</param>
/// <param name="Groups">The groups that lose units.</param>
/// <param name="Met">What the last run measured; empty without one.</param>
public sealed record ModelExplanation(string Model, string Asked, ValueList<GroupExplanation> Groups, ValueList<Measurement> Met)
{
    /// <summary>Plans the model's first step again, from the same data and seed, and reads the reasons off its choices.</summary>
    /// <returns>The explanation; PB1020 for a budget that is searched, and what planning may fail with.</returns>
    public static Result<ModelExplanation> Of(
        PruneManifest manifest, ModelEntry entry, IProgress<Stage>? progress = null, CancellationToken cancellation = default)
    {
        var device = DeviceSelection.Select(manifest.Device.Value);
        if (!device.IsOk)
            return device.As<ModelExplanation>();
        var source = OnnxReader.Read(manifest.Resolve(entry.Source.Value));
        if (!source.IsOk)
            return source.As<ModelExplanation>();
        using var original = source.Value;
        var data = ModelData.Load(manifest, entry, original, manifest.Seed.Value, device.Value, new StageClock(progress));
        if (!data.IsOk)
            return data.As<ModelExplanation>();
        var cut = ModelPruner.Plan(original, entry, data.Value.Calibration, device.Value, manifest.Seed.Value, progress, cancellation);
        if (!cut.IsOk)
            return cut.As<ModelExplanation>();
        var choices = cut.Value.Choices.ToDictionary(choice => choice.GroupId);
        var groups = cut.Value.Plan.Groups.Select(kept => GroupExplanation.Of(kept, choices[kept.GroupId])).ToValueList();
        var met = new RecordStore(RunRequest.DefaultOutputFolder(manifest), null).Last(entry.Name.Value)?.Measured ?? [];
        return Result<ModelExplanation>.Ok(
            new ModelExplanation(entry.Name.Value, Reporting.Plans.StepWords.Of(entry.Prune[0]), groups, met), cut.Diagnostics);
    }
}
