using PruneBuild.Diagnostics;
using PruneBuild.Engine.Gates;
using PruneBuild.Engine.Locking;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Pipeline.Devices;
using PruneBuild.Engine.Pipeline.Making;
using PruneBuild.Engine.Pipeline.Records;
using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Pruning.Masks;

namespace PruneBuild.Engine.Pipeline.Checking;

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

        if (request.IsWhole)
            diagnostics.AddRange(LockEntries.Departed(request.Tree.Lock.Value, request.Manifest));
        return new CheckOutcome(models.ToValueList(), diagnostics.ToValueList());
    }

    private static Result<CheckedModel> Check(
        CheckRequest request, ModelEntry entry, IProgress<Stage>? progress, CancellationToken cancellation)
    {
        var locked = request.Tree.Lock.Value!;
        if (LockEntries.Disagreement(locked, request.Manifest, entry, request.Tree.Hashes) is { } disagreement)
            return Result<CheckedModel>.Fail(disagreement);
        var found = locked.Find(entry.Name.Value)!;
        var hasLockedHash = HasLockedHash(request, entry, found);
        if (!hasLockedHash.IsOk)
            return hasLockedHash.As<CheckedModel>();
        var measured = request.Measure
            ? Measure(request, entry, found, progress, cancellation)
            : Result<ValueList<Measurement>>.Ok(found.Measured);
        if (!measured.IsOk)
            return measured.As<CheckedModel>();
        var gates = GateJudge.Judge(entry.Gates, measured.Value);
        return Result<CheckedModel>.Ok(
            new CheckedModel(entry, measured.Value, gates, hasLockedHash.Value),
            gates.Diagnostics(entry.OnFail.Value, MaskRecipes.AreAll(entry)));
    }

    /// <summary>True when the artifact that is there, if any, has the locked hash; false when it was made here from the same
    /// inputs and differs in the last digits. PB4104 when it is neither; PB4106 when it is one of these and was cut otherwise
    /// than the lock file says.</summary>
    private static Result<bool> HasLockedHash(CheckRequest request, ModelEntry entry, LockedModel locked)
    {
        var (path, artifacts, name) = (request.Tree.ArtifactOf(locked), request.Tree.Artifacts, entry.Name.Value);
        if (request.Tree.Hashes.Of(path) is not { } artifact)
            return Result<bool>.Ok(true);
        var last = artifacts.Last(name);
        // A record of another file, or of another version of PruneBuild, says nothing of the locked one.
        if (artifact == locked.Artifact.Sha256)
            return IsCutAsLocked(last is { Files: [var file, ..] } && file.Sha256 == artifact ? last : null, hasLockedHash: true);
        var record = last is null ? null : artifacts.Find(name, last.Key);
        var isLocked = record is not null && record.Sha256 == locked.Artifact.Sha256;
        return record is not null && (isLocked || record.Key == OutdatedArtifact.KeyNow(request.Manifest, entry, record))
            ? IsCutAsLocked(record, isLocked)
            : Result<bool>.Fail(
                DiagnosticCatalog.ArtifactDiffers, entry.Span, path, Path.GetFileName(LockFile.PathFor(request.Manifest.Path)));

        Result<bool> IsCutAsLocked(PruneRecord? known, bool hasLockedHash) =>
            known is not null && LockEntries.OtherPlan(locked, request.Manifest, entry, known) is { } other
                ? Result<bool>.Fail(other)
                : Result<bool>.Ok(hasLockedHash);
    }

    private static Result<ValueList<Measurement>> Measure(
        CheckRequest request, ModelEntry entry, LockedModel locked, IProgress<Stage>? progress, CancellationToken cancellation)
    {
        var path = request.Tree.ArtifactOf(locked);
        if (!File.Exists(path))
            return Result<ValueList<Measurement>>.Fail(DiagnosticCatalog.ArtifactMissing, entry.Span, path);
        var device = AskedDevice.Select(request.Manifest);
        if (!device.IsOk)
            return device.As<ValueList<Measurement>>();
        var told = ModelProgress.Of(entry.Name.Value, progress);
        return Remeasurement.Run(request.Manifest, entry, path, locked.Measured, device.Value, told, cancellation);
    }
}
