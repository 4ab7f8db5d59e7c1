using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pipeline.Fingerprints;
using PruneBuild.Engine.Pipeline.Records;

namespace PruneBuild.Engine.Pipeline.Checking;

/// <summary>Pruned models of an earlier manifest, or of other inputs: what looks at them must say so.</summary>
internal static class OutdatedArtifact
{
    /// <summary>PB5111 when the last run was of something else than the manifest says now.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="entry">The model.</param>
    /// <param name="record">What the last run made; null where nobody can tell.</param>
    public static IEnumerable<Diagnostic> Warnings(PruneManifest manifest, ModelEntry entry, PruneRecord? record)
    {
        if (record?.Key is not { } key || key != KeyNow(manifest, entry, record))
            yield return DiagnosticCatalog.ArtifactOutdated.At(entry.Span, entry.Name.Value);
    }

    /// <summary>The key that a record would have if it were made now, where it was made.</summary>
    public static string KeyNow(PruneManifest manifest, ModelEntry entry, PruneRecord record) =>
        ModelFingerprint.Of(manifest, entry).Key(record.DeviceClass);
}
