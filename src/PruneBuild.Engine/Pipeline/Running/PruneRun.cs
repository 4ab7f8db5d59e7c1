using PruneBuild.Diagnostics;
using PruneBuild.Engine.Artifacts;
using PruneBuild.Engine.Gates;
using PruneBuild.Engine.Locking;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pipeline.Checking;
using PruneBuild.Engine.Pipeline.Devices;
using PruneBuild.Engine.Pipeline.Fingerprints;
using PruneBuild.Engine.Pipeline.Making;
using PruneBuild.Engine.Pipeline.Outcomes;
using PruneBuild.Engine.Pipeline.Records;
using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Pruning.Masks;

namespace PruneBuild.Engine.Pipeline.Running;

/// <summary>The main job: prunes what changed, judges the gates, and puts everything into place when all of them hold.</summary>
public sealed class PruneRun
{
    private readonly RunRequest request;
    private readonly PruneManifest manifest;
    private readonly IProgress<Stage>? progress;
    private readonly CancellationToken cancellation;
    private readonly ArtifactFolder artifacts;
    private readonly RecordCaches caches;

    private PruneRun(RunRequest request, RecordCaches caches, IProgress<Stage>? progress, CancellationToken cancellation)
    {
        (this.request, manifest, this.progress, this.cancellation) = (request, request.Manifest, progress, cancellation);
        (artifacts, this.caches) = (new(request.OutputFolder), caches);
    }

    /// <summary>Runs. Another run with the same output folder is waited for.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; nothing was replaced.</exception>
    /// <exception cref="IOException">A file cannot be written, the disk is full; what was there is there, whole.</exception>
    public static RunOutcome Execute(RunRequest request, IProgress<Stage>? progress = null, CancellationToken cancellation = default)
    {
        using var caches = RecordCaches.Open(request.Caches);
        return new PruneRun(request, caches, progress, cancellation).Execute();
    }

    private RunOutcome Execute()
    {
        var files = request.Models.Select(entry => InputFiles.Of(manifest, entry)).ToArray();
        if (OverwrittenInputs.Of(request).Concat(UnembeddableModels.Of(request.Models, files)).ToArray() is { Length: > 0 } problems)
            return RunOutcome.Failed(problems);
        if (request.BuildFolder is { } build)
            BuildLists.WriteInputs(build, manifest, files);
        if (request.Originals)
            return ShipOriginals();
        if (request.Models.SelectMany(entry => GateNeeds.Unmet(manifest, entry)).ToArray() is { Length: > 0 } unmet)
            return RunOutcome.Failed(unmet);
        using var folder = FolderLock.Take(
            request.OutputFolder, () => progress?.Report(new Stage("waiting for another run in the same folder")), cancellation);
        var locked = LockFileReader.Read(LockFile.PathFor(manifest.Path));
        if (!locked.IsOk)
            return RunOutcome.Failed(locked.Diagnostics);
        if (request.Locked && Stale(locked.Value) is { Length: > 0 } stale)
            return RunOutcome.Failed(stale);
        using var staging = StagingFolder.In(request.OutputFolder);
        return Run(files, staging.Path, locked.Value);
    }

    /// <summary>Where the lock file does not agree with the tree. Entries of models that left the manifest are no business of a run of
    /// some models.</summary>
    private Diagnostic[] Stale(LockFile locked) =>
    [
        .. request.Models.Select(entry => LockEntries.Disagreement(locked, manifest, entry)).OfType<Diagnostic>(),
        .. request.IsWhole ? LockEntries.Departed(locked, manifest) : [],
    ];

    private RunOutcome Run(InputFiles[] files, string staging, LockFile locked)
    {
        var device = request.Made is null ? AskedDevice.Select(manifest) : null;
        if (device is { IsOk: false })
            return RunOutcome.Failed(device.Diagnostics);
        if (device is not null)
            progress?.Report(new Stage($"on {device.Value!.Description}"));
        var (judged, diagnostics) = (new List<JudgedModel>(), new List<Diagnostic>());
        foreach (var (entry, inputs) in request.Models.Zip(files))
        {
            cancellation.ThrowIfCancellationRequested();
            var print = ModelFingerprint.Of(manifest, entry, HashedInputs.Of(inputs));
            var place = Path.Combine(staging, entry.Name.Value);
            var finished = device is null
                ? Find(entry, print, place)
                : new ModelRun(manifest, artifacts, caches, device.Value!, ModelProgress.Of(entry.Name.Value, progress), cancellation)
                    .Finish(entry, print, place);
            if (!finished.IsOk)
            {
                diagnostics.AddRange(finished.Diagnostics);
                continue;
            }

            var outcome = Judge(entry, finished.Value);
            judged.Add(new JudgedModel(outcome, print, finished.Value, Diagnostics(outcome).ToValueList()));
            diagnostics.AddRange(judged[^1].Told);
            if (request.Locked
                && LockEntries.OtherPlan(locked.Find(entry.Name.Value)!, manifest, entry, finished.Value.Record) is { } other)
                diagnostics.Add(other);
        }

        diagnostics.AddRange(caches.Warnings);
        var result = new RunOutcome(judged.Select(model => model.Outcome).ToValueList(), diagnostics.ToValueList());
        return result.HasFailed ? result : new RunCommit(request, artifacts, locked).Execute(result, judged, cancellation);
    }

    /// <summary>What others made of the inputs as they are now.</summary>
    private Result<FinishedModel> Find(ModelEntry entry, ModelFingerprint print, string place)
    {
        var found = new FoundModels(manifest, artifacts, caches);
        return request.Made!.TryGetValue(print.Content, out var key)
            && (found.Local(entry, key, place) ?? found.Cached(entry, key, place)) is { } finished
            ? Result<FinishedModel>.Ok(finished)
            : Result<FinishedModel>.Fail(DiagnosticCatalog.MadeElsewhereGone, entry.Span, entry.Name.Value);
    }

    private ModelOutcome Judge(ModelEntry entry, FinishedModel finished) => new(
        entry, finished.Record, GateJudge.Judge(entry.Gates, finished.Record.Measured),
        request.OnFail ?? entry.OnFail.Value, finished.Work);

    private IEnumerable<Diagnostic> Diagnostics(ModelOutcome outcome)
    {
        var entry = outcome.Entry;
        foreach (var note in RecordNotes.Of(manifest, entry, outcome.Record!))
            yield return note;
        if (!entry.Gates.Any(gate => gate.JudgesAnswers))
            yield return DiagnosticCatalog.NoGateOnAnswers.At(
                entry.Span, entry.Name.Value, GateNeeds.WayOut(entry, outcome.Record!.Measured));
        foreach (var failure in outcome.Gates.Diagnostics(outcome.OnFail, MaskRecipes.AreAll(entry)))
            yield return failure.Severity == Severity.Error
                ? failure
                : failure with { Message = $"{failure.Message} {Consequence(outcome.OnFail)}" };
    }

    private static string Consequence(OnFail onFail) =>
        onFail == OnFail.KeepOriginal ? "The original ships instead." : "The pruned model ships all the same.";

    private RunOutcome ShipOriginals()
    {
        var shipped = request.Models.Select(entry => ShippedFiles.Original(manifest, entry, null)).ToArray();
        if (shipped.Any(files => !files.IsOk))
            return RunOutcome.Failed([.. shipped.SelectMany(files => files.Diagnostics)]);
        if (request.BuildFolder is { } build)
            WholeFile.WriteIfChanged(BuildLists.ModelsFile(build), BuildLists.Models(shipped.Select(files => files.Value!)));
        var nothing = new GateReport(ValueList<GateVerdict>.Empty, ValueList<Diagnostic>.Empty);
        return new RunOutcome(
            request.Models.Select(entry => new ModelOutcome(entry, null, nothing, OnFail.Error, WorkDone.None)).ToValueList(),
            ValueList<Diagnostic>.Empty);
    }
}
