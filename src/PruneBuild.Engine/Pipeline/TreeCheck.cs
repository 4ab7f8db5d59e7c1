using PruneBuild.Diagnostics;
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
        if (!request.Tree.Lock.IsOk)
            return new CheckOutcome(ValueList<CheckedModel>.Empty, request.Tree.Lock.Diagnostics.ToValueList());
        var (models, diagnostics) = (new List<CheckedModel>(), new List<Diagnostic>());
        foreach (var entry in request.Models)
        {
            cancellation.ThrowIfCancellationRequested();
            var result = Check(request, entry, progress, cancellation);
            diagnostics.AddRange(result.Diagnostics);
            if (result.IsOk)
                models.Add(result.Value);
        }

        return new CheckOutcome(models.ToValueList(), diagnostics.ToValueList());
    }

    private static Result<CheckedModel> Check(CheckRequest request, ModelEntry entry, IProgress<Stage>? progress, CancellationToken cancellation)
    {
        var locked = request.Tree.Lock.Value!;
        if (LockEntries.Disagreement(locked, request.Manifest, entry, request.Tree.Hashes) is { } disagreement)
            return Result<CheckedModel>.Fail(disagreement);
        var found = locked.Find(entry.Name.Value)!;
        if (Differing(request, entry, found) is { } differing)
            return Result<CheckedModel>.Fail(differing);
        var measured = request.Measure ? Measure(request, entry, found, progress, cancellation) : Result<ValueList<Measurement>>.Ok(found.Measured);
        if (!measured.IsOk)
            return measured.As<CheckedModel>();
        var gates = GateJudge.Judge(entry.Gates, measured.Value);
        return Result<CheckedModel>.Ok(new CheckedModel(entry, measured.Value, gates), gates.Diagnostics(entry.OnFail.Value));
    }

    /// <summary>PB4104 when an artifact is there and is neither the lock file's nor one that was made here from the same inputs, which may
    /// differ in the last digits.</summary>
    private static Diagnostic? Differing(CheckRequest request, ModelEntry entry, LockedModel locked)
    {
        var (path, store, name) = (request.Tree.ArtifactOf(locked), request.Tree.Store, entry.Name.Value);
        var artifact = request.Tree.Hashes.Of(path);
        // The file itself first: its record is slow to read, and one of another version of PruneBuild cannot be read at all.
        if (artifact is null || artifact == locked.Artifact.Sha256)
            return null;
        var record = store.Last(name) is { } last ? store.Local(name, last.Key) : null;
        if (record is not null && (LockEntries.HashOf(record.Files) == locked.Artifact.Sha256 || record.Key == KeyNow(request.Manifest, entry, record)))
            return null;
        return DiagnosticCatalog.ArtifactDiffers.At(entry.Span, path, Path.GetFileName(LockFile.PathFor(request.Manifest.Path)));
    }

    private static string KeyNow(PruneManifest manifest, ModelEntry entry, PruneRecord record) =>
        ModelFingerprint.Of(manifest, entry, InputFiles.Of(manifest, entry), manifest.Seed.Value).Key(record.DeviceClass);

    private static Result<ValueList<Measurement>> Measure(
        CheckRequest request, ModelEntry entry, LockedModel locked, IProgress<Stage>? progress, CancellationToken cancellation)
    {
        var path = request.Tree.ArtifactOf(locked);
        if (!File.Exists(path))
            return Result<ValueList<Measurement>>.Fail(DiagnosticCatalog.ArtifactMissing, entry.Span, path);
        var device = DeviceSelection.Select(request.Manifest.Device.Value);
        if (!device.IsOk)
            return device.As<ValueList<Measurement>>();
        var told = progress is null ? null : new ModelProgress(entry.Name.Value, progress);
        return Remeasurement.Run(request.Manifest, entry, path, locked.Measured, device.Value, told, cancellation);
    }
}
