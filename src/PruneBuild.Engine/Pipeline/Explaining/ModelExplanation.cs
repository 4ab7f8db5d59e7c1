using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Pipeline.Devices;
using PruneBuild.Engine.Pipeline.Fingerprints;
using PruneBuild.Engine.Pipeline.Loading;
using PruneBuild.Engine.Pipeline.Records;
using PruneBuild.Engine.Pipeline.Running;
using PruneBuild.Engine.Pruning;
using PruneBuild.Inference.Devices;

namespace PruneBuild.Engine.Pipeline.Explaining;

/// <summary>Why units and elements of a model went.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Steps">Every step that removes something, in order.</param>
/// <param name="Met">What the last run measured; empty without one of the same settings.</param>
public sealed record ModelExplanation(string Model, ValueList<StepExplanation> Steps, ValueList<Measurement> Met)
{
    /// <summary>Reads off the record of the last run why each step took what it took. What the record does not tell, or all of it without
    /// one, is found by going through the steps again, from the same data and seed.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="entry">The model.</param>
    /// <param name="outputFolder">Where the last run left what it made.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>The explanation; PB5110 for a budget that is searched when no run of the manifest as it is has found one;
    /// and what planning may fail with.</returns>
    public static Result<ModelExplanation> Of(
        PruneManifest manifest, ModelEntry entry, string outputFolder, IProgress<Stage>? progress = null,
        CancellationToken cancellation = default)
    {
        var device = AskedDevice.Select(manifest);
        if (!device.IsOk)
            return device.As<ModelExplanation>();
        var last = Last(manifest, entry, outputFolder, device.Value);
        if (entry.LeavesSizeToGates)
        {
            if (last?.Find(MetricCatalog.Flops) is not { Original: { Value: > 0 } whole, Pruned: var left })
                return Result<ModelExplanation>.Fail(DiagnosticCatalog.NotPruned, entry.Span, entry.Name.Value, outputFolder);
            entry = entry.Removing(1 - (left.Value / whole.Value));
        }

        if (last is not null && StepsExplained.Recorded(entry, last) is { } recorded)
            return Result<ModelExplanation>.Ok(new ModelExplanation(entry.Name.Value, recorded, last.Measured));
        var source = SourceModel.Read(manifest, entry);
        if (!source.IsOk)
            return source.As<ModelExplanation>();
        using var original = source.Value;
        var calibration = ModelData.LoadToCalibrate(manifest, entry, original, device.Value, new StageClock(progress), cancellation);
        if (!calibration.IsOk)
            return calibration.As<ModelExplanation>();
        var bench = Workbench.Of(calibration.Value, device.Value, null, progress, cancellation);
        var steps = new UnfitData(manifest, entry, original, device.Value).Told(
            () => new StepsExplained(entry, manifest.Seed.Value, bench).Of(original));
        return steps.IsOk
            ? Result<ModelExplanation>.Ok(
                new ModelExplanation(entry.Name.Value, steps.Value, last?.Measured ?? []),
                [.. steps.Diagnostics.Select(note => NotePlaces.Placed(note, entry))])
            : steps.As<ModelExplanation>();
    }

    /// <summary>What the last run made, when it was one of the manifest as it is.</summary>
    private static PruneRecord? Last(PruneManifest manifest, ModelEntry entry, string outputFolder, Device device)
    {
        var key = ModelFingerprint.Of(manifest, entry).Key(DeviceClass.Of(device));
        return new ArtifactFolder(outputFolder).Last(entry.Name.Value) is { } record && record.Key == key ? record : null;
    }
}
