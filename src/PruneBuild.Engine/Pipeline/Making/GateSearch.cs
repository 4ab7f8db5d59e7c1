using PruneBuild.Diagnostics;
using PruneBuild.Engine.Gates;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Pipeline.Devices;
using PruneBuild.Engine.Pipeline.Fingerprints;
using PruneBuild.Engine.Pipeline.Records;
using PruneBuild.Engine.Pipeline.Searching;
using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Reporting;
using PruneBuild.Engine.Reporting.Plans;
using PruneBuild.Inference.Devices;

namespace PruneBuild.Engine.Pipeline.Making;

/// <summary>Finds the smallest model that passes its gates: prunes, measures and judges it at several sizes.</summary>
/// <param name="manifest">The manifest.</param>
/// <param name="artifacts">The folder of artifacts.</param>
/// <param name="caches">Finished work elsewhere; trials are there too, so that a changed gate or a search that
/// was stopped finds them.</param>
/// <param name="device">Where to run.</param>
/// <param name="progress">Told what is being done.</param>
/// <param name="cancellation">Ends the work with <see cref="OperationCanceledException" />.</param>
internal sealed class GateSearch(
    PruneManifest manifest, ArtifactFolder artifacts, RecordCaches caches, Device device, IProgress<Stage>? progress,
    CancellationToken cancellation)
{
    private readonly ModelMemory memory = new();
    private readonly List<(double Share, FinishedModel Model, bool Holds)> finished = [];
    private Result<FinishedModel>? failure;
    private bool isBroken;

    /// <summary>Searches, and puts the files of the answer into <paramref name="staging" />.</summary>
    /// <returns>The record of the largest removal whose gates hold; where none does, of the smallest one tried, for the gates to say what
    /// fails; or why a trial could not be made.</returns>
    public Result<PruneRecord> Run(ModelEntry entry, ModelFingerprint print, string staging)
    {
        var trials = RemovalSearch.Run(share => Try(entry, share, print.Hashed, $"{staging}-trials"));
        // What was found before something broke is no answer of a search.
        if (finished.Count == 0 || isBroken)
            return failure!.As<PruneRecord>();
        var passed = finished.Where(trial => trial.Holds).OrderByDescending(trial => trial.Share).ThenBy(Latency).ToArray();
        var (share, model, _) = passed.Length > 0 ? passed[0] : finished.MinBy(trial => trial.Share);
        Directory.CreateDirectory(staging);
        foreach (var file in model.Record.Files)
            File.Copy(
                Path.Combine(model.Staged ?? artifacts.FolderOf(entry.Name.Value), file.Name),
                Path.Combine(staging, file.Name), overwrite: true);
        var key = print.Key(DeviceClass.Of(device));
        return Result<PruneRecord>.Ok(model.Record with { Key = key, Method = Describe(entry, share, trials) });
    }

    private TrialVerdict Try(ModelEntry entry, double share, HashedInputs hashed, string folder)
    {
        cancellation.ThrowIfCancellationRequested();
        var trial = entry.Removing(share);
        var print = ModelFingerprint.Of(manifest, trial, hashed);
        var named = ModelProgress.Of(Percent.Of(share), progress);
        var run = new ModelRun(manifest, artifacts, caches, device, named, cancellation, memory)
            .Finish(trial, print, Path.Combine(folder, print.Content[..16]));
        if (!run.IsOk)
        {
            failure = run;
            var why = TrialVerdicts.Of(run.Diagnostics);
            isBroken = why == TrialVerdict.Hopeless;
            return why;
        }

        var verdict = TrialVerdicts.Of(GateJudge.Judge(entry.Gates, run.Value.Record.Measured));
        finished.Add((share, run.Value, verdict == TrialVerdict.Holds));
        return verdict;
    }

    private static double Latency((double Share, FinishedModel Model, bool Holds) trial) =>
        trial.Model.Record.Find(MetricCatalog.Latency)?.Pruned.Value ?? 0;

    private static string Describe(ModelEntry entry, double share, ValueList<Trial> trials) =>
        $"{string.Join(", then ", entry.Prune.Select(step => StepWords.Of(step)))}: {Percent.Of(share)} of FLOPs, {trials.Count} trials";
}
