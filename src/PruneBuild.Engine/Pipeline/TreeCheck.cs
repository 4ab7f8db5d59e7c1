using PruneBuild.Diagnostics;
using PruneBuild.Engine.Artifacts;
using PruneBuild.Engine.Gates;
using PruneBuild.Engine.Locking;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Pruning;
using PruneBuild.Inference.Devices;

namespace PruneBuild.Engine.Pipeline;

/// <summary>The gate for CI: do manifest, data, models, lock file and gates agree? Writes nothing.</summary>
public static class TreeCheck
{
    /// <summary>Checks; runs no model unless asked to measure.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static CheckOutcome Execute(CheckRequest request, IProgress<Stage>? progress = null, CancellationToken cancellation = default)
    {
        var locked = LockFileReader.Read(LockFile.PathFor(request.Manifest.Path));
        if (!locked.IsOk)
            return new CheckOutcome(ValueList<CheckedModel>.Empty, locked.Diagnostics.ToValueList());
        var (models, diagnostics) = (new List<CheckedModel>(), new List<Diagnostic>());
        // Hashing is most of the work: artifacts are hashed while the inputs are.
        var artifacts = request.Models.Select(entry => Task.Run(() => ArtifactHash(request, entry, locked.Value), cancellation)).ToArray();
        foreach (var (entry, artifact) in request.Models.Zip(artifacts))
        {
            cancellation.ThrowIfCancellationRequested();
            var result = Check(request, entry, locked.Value, artifact, progress, cancellation);
            diagnostics.AddRange(result.Diagnostics);
            if (result.IsOk)
                models.Add(result.Value);
        }

        return new CheckOutcome(models.ToValueList(), diagnostics.ToValueList());
    }

    private static Result<CheckedModel> Check(
        CheckRequest request, ModelEntry entry, LockFile locked, Task<string?> artifact, IProgress<Stage>? progress, CancellationToken cancellation)
    {
        if (LockEntries.Disagreement(locked, request.Manifest, entry) is { } disagreement)
            return Result<CheckedModel>.Fail(disagreement);
        var found = locked.Find(entry.Name.Value)!;
        if (Differing(request, entry, found, artifact.GetAwaiter().GetResult()) is { } differing)
            return Result<CheckedModel>.Fail(differing);
        var measured = request.Measure ? Measure(request, entry, found, progress, cancellation) : Result<ValueList<Measurement>>.Ok(found.Measured);
        if (!measured.IsOk)
            return measured.As<CheckedModel>();
        var gates = GateJudge.Judge(entry.Gates, measured.Value);
        return Result<CheckedModel>.Ok(new CheckedModel(entry, measured.Value, gates), gates.Diagnostics(entry.OnFail.Value));
    }

    /// <summary>Hash of the artifact that the lock file names; null when it is not there.</summary>
    private static string? ArtifactHash(CheckRequest request, ModelEntry entry, LockFile locked) =>
        locked.Find(entry.Name.Value) is { } found && ArtifactPath(request, entry, found) is var path && File.Exists(path) ? ContentHash.OfFile(path) : null;

    private static string ArtifactPath(CheckRequest request, ModelEntry entry, LockedModel locked) =>
        Path.Combine(new RecordStore(request.OutputFolder, null).FolderOf(entry.Name.Value), locked.Artifact.File);

    /// <summary>PB4104 when an artifact is there and is neither the lock file's nor one that was made here from the same inputs, which may
    /// differ in the last digits.</summary>
    private static Diagnostic? Differing(CheckRequest request, ModelEntry entry, LockedModel locked, string? artifact)
    {
        // The file itself first: its record is slow to read, and one of another version of PruneBuild cannot be read at all.
        if (artifact is null || artifact == locked.Artifact.Sha256)
            return null;
        var (store, name) = (new RecordStore(request.OutputFolder, null), entry.Name.Value);
        var record = store.Last(name) is { } last ? store.Local(name, last.Key) : null;
        if (record is not null && (LockEntries.HashOf(record.Files) == locked.Artifact.Sha256 || record.Key == KeyNow(request.Manifest, entry, record)))
            return null;
        return DiagnosticCatalog.ArtifactDiffers.At(entry.Span, ArtifactPath(request, entry, locked), Path.GetFileName(LockFile.PathFor(request.Manifest.Path)));
    }

    private static string KeyNow(PruneManifest manifest, ModelEntry entry, PruneRecord record) =>
        ModelFingerprint.Of(manifest, entry, InputFiles.Of(manifest, entry), manifest.Seed.Value).Key(record.DeviceClass);

    private static Result<ValueList<Measurement>> Measure(
        CheckRequest request, ModelEntry entry, LockedModel locked, IProgress<Stage>? progress, CancellationToken cancellation)
    {
        var path = ArtifactPath(request, entry, locked);
        if (!File.Exists(path))
            return Result<ValueList<Measurement>>.Fail(DiagnosticCatalog.ArtifactMissing, entry.Span, path);
        var device = DeviceSelection.Select(request.Manifest.Device.Value);
        if (!device.IsOk)
            return device.As<ValueList<Measurement>>();
        var told = progress is null ? null : new ModelProgress(entry.Name.Value, progress);
        return Remeasurement.Run(request.Manifest, entry, path, locked.Measured, device.Value, told, cancellation);
    }
}
