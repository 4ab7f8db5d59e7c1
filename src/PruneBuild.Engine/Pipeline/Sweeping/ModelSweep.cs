using PruneBuild.Diagnostics;
using PruneBuild.Engine.Artifacts;
using PruneBuild.Engine.Gates;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pruning;
using PruneBuild.Inference.Devices;

namespace PruneBuild.Engine.Pipeline.Sweeping;

/// <summary>The trade-off curve of a model: several methods and budgets, each pruned, measured and judged.</summary>
/// <remarks>Every trial is an ordinary run of one model that ships nothing; it goes into the cache, so that a sweep that was stopped goes on
/// where it was, and a run that asks for what a trial made finds it.</remarks>
public static class ModelSweep
{
    /// <summary>Runs the trials, cheapest first within a method.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="entry">The model; its own steps are what a trial varies.</param>
    /// <param name="grid">Methods and budgets.</param>
    /// <param name="cacheFolder">Full path of the cache; null for none: then a stopped sweep begins anew.</param>
    /// <param name="done">Told each trial when it is done.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancellation">Ends the work with <see cref="OperationCanceledException" />.</param>
    /// <returns>The trials; a trial that fails is one of them, with its reason. PB3xxx when there is no device.</returns>
    public static Result<SweepResult> Run(
        PruneManifest manifest, ModelEntry entry, SweepGrid grid, string? cacheFolder, Action<SweepResult>? done = null,
        IProgress<Stage>? progress = null, CancellationToken cancellation = default)
    {
        var device = DeviceSelection.Select(manifest.Device.Value);
        if (!device.IsOk)
            return device.As<SweepResult>();
        var work = Path.Combine(Path.GetTempPath(), $"prunebuild-sweep-{Environment.ProcessId}");
        Directory.CreateDirectory(work);
        try
        {
            var store = new RecordStore(work, cacheFolder is null ? null : new ContentCache(cacheFolder));
            var result = new SweepResult(entry.Name.Value, LeadMetric(entry), []);
            foreach (var method in grid.Methods)
            {
                var memory = new ModelMemory();
                foreach (var removal in grid.Removals)
                {
                    cancellation.ThrowIfCancellationRequested();
                    progress?.Report(new Stage($"{entry.Name.Value}: {method} {removal.Text}"));
                    var asked = SweepGrid.Entry(entry, method, removal);
                    result = result.With(Trial(manifest, asked, method, removal.Text, store, device.Value, work, memory, cancellation));
                    done?.Invoke(result);
                }
            }

            return Result<SweepResult>.Ok(result);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static SweepTrial Trial(
        PruneManifest manifest, ModelEntry entry, string method, string asked, RecordStore store, Device device, string work, ModelMemory memory,
        CancellationToken cancellation)
    {
        var print = ModelFingerprint.Of(manifest, entry, InputFiles.Of(manifest, entry), manifest.Seed.Value);
        var staging = Path.Combine(work, print.Content[..16]);
        var finished = new ModelRun(manifest, store, device, null, cancellation, memory).Finish(entry, print, staging);
        if (Directory.Exists(staging))
            Directory.Delete(staging, recursive: true);
        if (!finished.IsOk)
            return new SweepTrial(method, asked, null, false, finished.Diagnostics[0].Message);
        var record = finished.Value.Record;
        return new SweepTrial(method, asked, record, GateJudge.Judge(entry.Gates, record.Measured).Holds, null);
    }

    /// <summary>The metric that the curve shows: the manifest's, else the first gate's on answers, else agreement.</summary>
    private static string LeadMetric(ModelEntry entry) => entry.Metric?.Value
        ?? entry.Gates.Select(gate => gate.Metric).FirstOrDefault(metric => MetricCatalog.Find(metric)!.Needs != MetricNeeds.Models)
        ?? "agreement";
}
