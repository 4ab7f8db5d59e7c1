using PruneBuild.Diagnostics;
using PruneBuild.Engine.Artifacts;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pipeline.Devices;
using PruneBuild.Engine.Pipeline.Fingerprints;
using PruneBuild.Engine.Pipeline.Making;
using PruneBuild.Engine.Pipeline.Records;
using PruneBuild.Engine.Pipeline.Sharding;
using PruneBuild.Engine.Pruning;

namespace PruneBuild.Engine.Pipeline.Sweeping;

/// <summary>The trade-off curve of a model: several methods and budgets, each pruned, measured and judged.</summary>
/// <remarks>Every trial is an ordinary run of one model that ships nothing; it goes into the cache, so that a sweep that was stopped
/// goes on where it was, and a run that asks for what a trial made finds it. What methods must know of the original is measured in one
/// pass for all of them.</remarks>
public static class ModelSweep
{
    /// <summary>Runs the trials, cheapest first within a method.</summary>
    /// <param name="request">Model, methods and budgets, and which of them.</param>
    /// <param name="done">Told each trial when it is done.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancellation">Ends the work with <see cref="OperationCanceledException" />.</param>
    /// <returns>The trials, with what the caches failed at; a trial that fails is one of them, with its reason. PB3xxx when there is no
    /// device.</returns>
    public static Result<SweepResult> Run(
        SweepRequest request, Action<SweepResult>? done = null, IProgress<Stage>? progress = null, CancellationToken cancellation = default)
    {
        var (manifest, entry) = (request.Manifest, request.Entry);
        var device = AskedDevice.Select(manifest);
        if (!device.IsOk)
            return device.As<SweepResult>();
        using var work = ScratchFolder.Make("prunebuild-sweep-");
        using var caches = RecordCaches.Open(request.Caches);
        var notes = new WorkNotes(manifest.Device.Value, request.Job);
        var whole = ModelFingerprint.Of(manifest, entry);
        var result = SweepResult.Begin(request, whole);
        var methods = request.Points.GroupBy(point => point.Method).ToArray();
        var memories = ModelMemory.ForMethods([.. methods.Select(points => points.First().Of(entry).Prune[0])], manifest.Seed.Value);
        foreach (var (points, memory) in methods.Zip(memories))
        {
            var run = new ModelRun(manifest, new ArtifactFolder(work.Path), caches, device.Value, null, cancellation, memory);
            foreach (var point in points)
            {
                cancellation.ThrowIfCancellationRequested();
                progress?.Report(new Stage($"{entry.Name.Value}: {point.Method} {point.Removal.Text}"));
                var print = ModelFingerprint.Of(manifest, point.Of(entry), whole.Hashed);
                result = result.With(Trial(entry, point, print, run, caches, notes, Path.Combine(work.Path, "trial")));
                done?.Invoke(result);
            }
        }

        return Result<SweepResult>.Ok(result, [.. caches.Warnings]);
    }

    /// <summary>A trial from what came of it.</summary>
    internal static SweepTrial Trial(SweepPoint point, Result<PruneRecord> outcome) => outcome.IsOk
        ? new SweepTrial(point.Method, point.Removal.Text, outcome.Value, null)
        : new SweepTrial(point.Method, point.Removal.Text, null, outcome.Diagnostics[0]);

    private static SweepTrial Trial(
        ModelEntry entry, SweepPoint point, ModelFingerprint print, ModelRun run, RecordCaches caches, WorkNotes notes, string staging)
    {
        var finished = run.Finish(point.Of(entry), print, staging);
        if (Directory.Exists(staging))
            Directory.Delete(staging, recursive: true);
        notes.Tell(caches, print, finished);
        return Trial(point, finished.IsOk ? Result<PruneRecord>.Ok(finished.Value.Record) : finished.As<PruneRecord>());
    }
}
