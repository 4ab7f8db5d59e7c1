using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pipeline.Loading;
using PruneBuild.Engine.Pruning;
using PruneBuild.Inference.Devices;

namespace PruneBuild.Engine.Pipeline.Planning;

/// <summary>What a run would cut of a model, or mask in it.</summary>
public static class ModelPlan
{
    /// <summary>Plans the first step under <c>prune</c>: later ones depend on its result.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="entry">The model.</param>
    /// <param name="device">Where to run.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static Result<PlannedCut> Of(PruneManifest manifest, ModelEntry entry, Device device, CancellationToken cancellation = default)
    {
        var model = SourceModel.Read(manifest, entry);
        if (!model.IsOk)
            return model.As<PlannedCut>();
        using var opened = model.Value;
        var calibration = ModelData.LoadToCalibrate(manifest, entry, opened, device, new StageClock(null), cancellation);
        return calibration.IsOk
            ? new UnfitData(manifest, entry, opened, device).Told(
                () => ModelPruner.Plan(
                    opened, entry, manifest.Seed.Value, Workbench.Of(calibration.Value, device, cancellation: cancellation)))
            : calibration.As<PlannedCut>();
    }
}
