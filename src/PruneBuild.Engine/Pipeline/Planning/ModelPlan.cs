using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pipeline.Loading;
using PruneBuild.Engine.Pruning;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Pipeline.Planning;

/// <summary>What a run would cut of a model, or mask in it.</summary>
public static class ModelPlan
{
    /// <summary>Plans the first step under <c>prune</c>: later ones depend on its result.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="entry">The model.</param>
    /// <param name="device">Where to run.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static Result<PlannedCut> Of(
        PruneManifest manifest, ModelEntry entry, Device device, CancellationToken cancellation = default) =>
        WithData(
            manifest, entry, device,
            (model, calibration) => new UnfitData(manifest, entry, model, device).Told(
                () => ModelPruner.Plan(
                    model, entry, manifest.Seed.Value, Workbench.Of(calibration, device, cancellation: cancellation))),
            cancellation);

    /// <summary>What a run would miss before it cuts anything: for a step of which only trials tell how much goes.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="entry">The model.</param>
    /// <param name="device">Where to run.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>The entry, with what is to be warned of; or what fails when the model and its calibration data are read.</returns>
    public static Result<ModelEntry> Check(
        PruneManifest manifest, ModelEntry entry, Device device, CancellationToken cancellation = default) =>
        WithData(manifest, WithoutOwnTexts(entry), device, (_, _) => Result<ModelEntry>.Ok(entry), cancellation);

    /// <summary>What a model would write to calibrate on takes time, and misses nothing.</summary>
    private static ModelEntry WithoutOwnTexts(ModelEntry entry) =>
        entry.Data is { Generated: not null } data ? entry with { Data = data with { Generated = null } } : entry;

    private static Result<T> WithData<T>(
        PruneManifest manifest, ModelEntry entry, Device device, Func<OnnxModel, ValueList<Batch>, Result<T>> work,
        CancellationToken cancellation)
    {
        var model = SourceModel.Read(manifest, entry);
        if (!model.IsOk)
            return model.As<T>();
        using var opened = model.Value;
        var calibration = ModelData.LoadToCalibrate(manifest, entry, opened, device, new StageClock(null), cancellation);
        return calibration.IsOk ? work(opened, calibration.Value) : calibration.As<T>();
    }
}
