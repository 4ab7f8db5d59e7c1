using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pipeline.Devices;
using PruneBuild.Engine.Pipeline.Fingerprints;
using PruneBuild.Engine.Pipeline.Outcomes;
using PruneBuild.Engine.Pipeline.Records;
using PruneBuild.Engine.Pruning;
using PruneBuild.Inference.Devices;

namespace PruneBuild.Engine.Pipeline.Making;

/// <summary>Brings one model's record and artifact about, by the cheapest way: they are there, they are in the cache,
/// or they are made.</summary>
/// <param name="manifest">The manifest.</param>
/// <param name="artifacts">The folder of artifacts.</param>
/// <param name="caches">Finished work elsewhere.</param>
/// <param name="device">Where to run.</param>
/// <param name="progress">Told what is being done.</param>
/// <param name="cancellation">Ends the work.</param>
/// <param name="memory">What earlier trials of the same model found out; null for a single run.</param>
internal sealed class ModelRun(
    PruneManifest manifest, ArtifactFolder artifacts, RecordCaches caches, Device device, IProgress<Stage>? progress,
    CancellationToken cancellation, ModelMemory? memory = null)
{
    /// <summary>The finished model; files that are not in the output folder yet are in <paramref name="staging" />.</summary>
    public Result<FinishedModel> Finish(ModelEntry entry, ModelFingerprint print, string staging)
    {
        var key = print.Key(DeviceClass.Of(device));
        var found = new FoundModels(manifest, artifacts, caches);
        if (found.Local(entry, key, staging) is { } local)
        {
            // It may have been made before there was a shared cache.
            caches.Share(local.Record, local.Staged ?? artifacts.FolderOf(entry.Name.Value));
            return Result<FinishedModel>.Ok(local);
        }

        using var reserved = caches.Reserve(
            key, () => progress?.Report(new Stage("waiting for another process that prunes the same model")), cancellation);
        if (found.Cached(entry, key, staging) is { } cached)
            return Result<FinishedModel>.Ok(cached);
        var made = entry.LeavesSizeToGates
            ? new GateSearch(manifest, artifacts, caches, device, progress, cancellation).Run(entry, print, staging)
            : new ModelMaker(manifest, entry, print, device, progress, cancellation, memory, artifacts.CheckpointsOf(key))
                .Make(key, staging);
        if (!made.IsOk)
            return made.As<FinishedModel>();
        caches.Remember(made.Value, staging);
        return Result<FinishedModel>.Ok(new FinishedModel(made.Value, staging, WorkDone.Pruned));
    }
}

/// <summary>A model that is pruned, measured and not judged yet.</summary>
/// <param name="Record">What was cut and measured.</param>
/// <param name="Staged">Folder with its files; null when they are in the output folder.</param>
/// <param name="Work">What had to be done for it.</param>
internal sealed record FinishedModel(PruneRecord Record, string? Staged, WorkDone Work);
