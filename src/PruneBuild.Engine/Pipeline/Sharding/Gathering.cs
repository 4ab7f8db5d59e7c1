using PruneBuild.Diagnostics;
using PruneBuild.Engine.Artifacts.Caches;
using PruneBuild.Engine.Pipeline.Fingerprints;
using PruneBuild.Engine.Pipeline.Records;

namespace PruneBuild.Engine.Pipeline.Sharding;

/// <summary>Pieces of work that other processes do: what they told so far.</summary>
public abstract class Gathering : IShardedWork
{
    private readonly CachePlaces? places;
    private readonly WorkNotes notes;
    private readonly Result<PruneRecord>?[] told;

    /// <summary>Nothing is asked yet.</summary>
    /// <param name="pieces">The pieces, in words.</param>
    /// <param name="prints">What each of them is made from.</param>
    /// <param name="places">Where is told of them.</param>
    /// <param name="notes">What is told.</param>
    private protected Gathering(ValueList<string> pieces, ModelFingerprint[] prints, CachePlaces? places, WorkNotes notes)
    {
        (Pieces, Prints, this.places, this.notes) = (pieces, prints, places, notes);
        told = new Result<PruneRecord>?[prints.Length];
    }

    /// <inheritdoc />
    public ValueList<string> Pieces { get; }

    /// <summary>What the caches failed at when they were last asked.</summary>
    public IReadOnlyList<Diagnostic> Warnings { get; private set; } = [];

    private protected ModelFingerprint[] Prints { get; }

    /// <summary>The record of each piece, or why there is none; null where nothing is told.</summary>
    private protected IReadOnlyList<Result<PruneRecord>?> Told => told;

    /// <inheritdoc />
    public IReadOnlyList<bool> Look()
    {
        // Opened for each look: a cache that fails is not asked again, and the next look may find it well.
        using var caches = RecordCaches.Open(places);
        for (var i = 0; i < told.Length; i++)
            told[i] ??= notes.Hear(caches, Prints[i]);
        Warnings = [.. caches.Warnings];
        return [.. told.Select(piece => piece is not null)];
    }
}
