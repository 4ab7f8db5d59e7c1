using PruneBuild.Diagnostics;
using PruneBuild.Engine.Artifacts;
using PruneBuild.Engine.Locking;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pipeline.Fingerprints;
using PruneBuild.Engine.Pipeline.Records;

namespace PruneBuild.Engine.Pipeline.Checking;

/// <summary>Entries of the lock file: made from results, and held against the tree.</summary>
internal static class LockEntries
{
    /// <summary>Groups that a message names.</summary>
    private const int MostTold = 3;

    /// <summary>The entry of a finished model.</summary>
    public static LockedModel Of(ModelEntry entry, ModelFingerprint print, PruneRecord record) => new(
        entry.Name.Value, record.Engine, record.DeviceClass, print.Settings, print.Inputs, record.Method,
        CutsOf(record),
        record.Measured,
        new LockedArtifact(record.Files[0].Name, record.Sha256, record.Bytes))
    {
        Seed = record.Seed,
    };

    /// <summary>The entry to write: the former one where nothing changed but times that no gate judges.
    /// Another run is no change, and would be one in version control.</summary>
    /// <param name="former">The entry in the lock file; null for none.</param>
    /// <param name="now">The entry of this run.</param>
    /// <param name="judgesTimes">True when a gate judges times: then what it judged is told.</param>
    public static LockedModel Renewed(LockedModel? former, LockedModel now, bool judgesTimes) =>
        former is not null && !judgesTimes && Untimed(former) == Untimed(now) ? former : now;

    /// <summary>As the file says it, in its digits.</summary>
    private static string Untimed(LockedModel entry) =>
        LockFileWriter.Text(LockFile.Empty.With(entry with { Measured = entry.Measured.Where(one => !one.IsTime).ToValueList() }));

    /// <summary>PB4101 without an entry, PB4102 when something changed since it was written; null when entry and tree agree.</summary>
    /// <param name="locked">The lock file.</param>
    /// <param name="manifest">The manifest.</param>
    /// <param name="entry">The model.</param>
    /// <param name="hashes">Hashes of the inputs, where they are being taken already.</param>
    public static Diagnostic? Disagreement(LockFile locked, PruneManifest manifest, ModelEntry entry, PathHashes? hashes = null)
    {
        var file = Path.GetFileName(LockFile.PathFor(manifest.Path));
        if (locked.Find(entry.Name.Value) is not { } found)
            return DiagnosticCatalog.LockMissing.At(entry.Span, entry.Name.Value, file);
        hashes ??= PathHashes.Begin(found.Inputs.Select(input => manifest.Resolve(input.Path)));
        var changes = LockComparison.Changes(
            found, EngineVersion.Version, manifest.Seed.Value, seed => ModelFingerprint.SettingsOf(entry, seed),
            name => hashes.Of(manifest.Resolve(name)));
        return changes.Count > 0 ? DiagnosticCatalog.LockStale.At(entry.Span, entry.Name.Value, string.Join(", ", changes), file) : null;
    }

    /// <summary>PB4102 for each entry of a model that the manifest no longer has.</summary>
    /// <param name="locked">The lock file.</param>
    /// <param name="manifest">The manifest.</param>
    public static IEnumerable<Diagnostic> Departed(LockFile locked, PruneManifest manifest)
    {
        var path = LockFile.PathFor(manifest.Path);
        return locked.Models.Select(model => model.Name).Except(manifest.Models.Select(entry => entry.Name.Value))
            .Select(name => DiagnosticCatalog.LockStale.At(
                new SourceSpan(path), name, "it has left the manifest", Path.GetFileName(path)));
    }

    /// <summary>PB4106 when a model was cut otherwise than its entry says; null when it was not.</summary>
    /// <param name="locked">The entry.</param>
    /// <param name="manifest">The manifest.</param>
    /// <param name="entry">The model.</param>
    /// <param name="record">What was cut.</param>
    public static Diagnostic? OtherPlan(LockedModel locked, PruneManifest manifest, ModelEntry entry, PruneRecord record)
    {
        var changes = LockComparison.CutChanges(locked, CutsOf(record));
        if (changes.Count == 0)
            return null;
        var told = string.Join("; ", changes.Take(MostTold));
        var more = changes.Count > MostTold ? $"; and {changes.Count - MostTold} more" : "";
        return DiagnosticCatalog.PlanDiffers.At(
            entry.Span, entry.Name.Value, Path.GetFileName(LockFile.PathFor(manifest.Path)), told + more);
    }

    /// <summary>Units of each group over all steps: those before the first, those after the last.</summary>
    private static ValueList<LockedCut> CutsOf(PruneRecord record) => record.Cuts.GroupBy(cut => cut.GroupId)
        .Select(steps => new LockedCut(steps.Key, steps.First().Units, steps.Last().Kept.Count)).ToValueList();
}
