using PruneBuild.Diagnostics;
using PruneBuild.Engine.Pipeline.Fingerprints;
using PruneBuild.Engine.Pipeline.Records;
using PruneBuild.Engine.Pipeline.Sharding;

namespace PruneBuild.Engine.Pipeline.Sweeping;

/// <summary>The trials of a sweep that other processes run: what they told so far.</summary>
public sealed class SweepGathering : IShardedWork
{
    private readonly SweepRequest request;
    private readonly WorkNotes notes;
    private readonly SweepResult begun;
    private readonly ModelFingerprint[] prints;
    private readonly SweepTrial?[] trials;
    private IReadOnlyList<Diagnostic> warnings = [];

    /// <summary>Hashes the inputs; nothing is asked yet.</summary>
    public SweepGathering(SweepRequest request)
    {
        this.request = request;
        var (manifest, entry, points) = (request.Manifest, request.Entry, request.Grid.Points);
        var hashed = HashedInputs.Of(manifest, entry);
        notes = new(manifest.Device.Value, request.Job);
        begun = SweepResult.Begin(request, ModelFingerprint.Of(manifest, entry, hashed));
        prints = [.. points.Select(point => ModelFingerprint.Of(manifest, point.Of(entry), hashed))];
        trials = new SweepTrial?[points.Count];
        Pieces = points.Select(point => $"{point.Method} {point.Removal.Text}").ToValueList();
    }

    /// <inheritdoc />
    public ValueList<string> Pieces { get; }

    /// <summary>The trials that are told, in the order of the grid; with what the caches failed at when they were last asked.</summary>
    public Result<SweepResult> Result => Result<SweepResult>.Ok(
        begun with { Trials = trials.OfType<SweepTrial>().ToValueList() }, warnings);

    /// <inheritdoc />
    public IReadOnlyList<bool> Look()
    {
        // Opened for each look: a cache that fails is not asked again, and the next look may find it well.
        using var caches = RecordCaches.Open(request.Caches);
        for (var i = 0; i < trials.Length; i++)
        {
            if (trials[i] is null && notes.Hear(caches, prints[i]) is { } told)
                trials[i] = ModelSweep.Trial(request.Grid.Points[i], told);
        }

        warnings = [.. caches.Warnings];
        return [.. trials.Select(trial => trial is not null)];
    }
}
