using PruneBuild.Diagnostics;
using PruneBuild.Engine.Artifacts;
using PruneBuild.Engine.Gates;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pipeline.Devices;
using PruneBuild.Engine.Pipeline.Fingerprints;
using PruneBuild.Engine.Pipeline.Making;
using PruneBuild.Engine.Pipeline.Records;
using PruneBuild.Engine.Pipeline.Running;
using PruneBuild.Engine.Pruning;
using PruneBuild.Inference.Devices;

namespace PruneBuild.Engine.Pipeline.Sharding;

/// <summary>A part of a run: prunes and measures its models into the cache. Judging and shipping are left to
/// who gathers the parts.</summary>
public static class ModelShard
{
    /// <summary>Runs the part.</summary>
    /// <param name="request">The run.</param>
    /// <param name="part">Which of its models.</param>
    /// <param name="job">The fan-out that failures belong to; null when nobody waits for them.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancellation">Ends the work with <see cref="OperationCanceledException" />.</param>
    /// <returns>The names of the models that are in the cache now; or why some are not.</returns>
    public static Result<ValueList<string>> Run(
        RunRequest request, ShardPart part, string? job, IProgress<Stage>? progress = null, CancellationToken cancellation = default)
    {
        var manifest = request.Manifest;
        var models = request.Models.ToArray()[part.Of(request.Models.Count)];
        if (OverwrittenInputs.Of(request) is { Length: > 0 } overwritten)
            return Result<ValueList<string>>.Fail(overwritten);
        if (models.SelectMany(entry => GateNeeds.Unmet(manifest, entry)).ToArray() is { Length: > 0 } unmet)
            return Result<ValueList<string>>.Fail(unmet);
        var device = AskedDevice.Select(manifest);
        if (!device.IsOk)
            return device.As<ValueList<string>>();
        using var work = ScratchFolder.Make("prunebuild-shard-");
        using var caches = RecordCaches.Open(request.Caches);
        var notes = new WorkNotes(manifest.Device.Value, job);
        var problems = models
            .SelectMany(entry => Finish(request, entry, caches, notes, device.Value, work.Path, progress, cancellation)).ToArray();
        return problems.Length == 0
            ? Result<ValueList<string>>.Ok(models.Select(entry => entry.Name.Value).ToValueList(), [.. caches.Warnings])
            : Result<ValueList<string>>.Fail([.. problems, .. caches.Warnings]);
    }

    private static IReadOnlyList<Diagnostic> Finish(
        RunRequest request, ModelEntry entry, RecordCaches caches, WorkNotes notes, Device device, string work, IProgress<Stage>? progress,
        CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var manifest = request.Manifest;
        var print = ModelFingerprint.Of(manifest, entry);
        var told = ModelProgress.Of(entry.Name.Value, progress);
        var finished = new ModelRun(manifest, new ArtifactFolder(work), caches, device, told, cancellation)
            .Finish(entry, print, Path.Combine(work, "staging"));
        notes.Tell(caches, print, finished);
        return finished.IsOk ? [] : finished.Diagnostics;
    }
}
