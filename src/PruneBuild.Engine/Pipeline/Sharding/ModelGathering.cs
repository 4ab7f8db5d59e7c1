using PruneBuild.Diagnostics;
using PruneBuild.Engine.Pipeline.Fingerprints;
using PruneBuild.Engine.Pipeline.Records;
using PruneBuild.Engine.Pipeline.Running;

namespace PruneBuild.Engine.Pipeline.Sharding;

/// <summary>The models of a run that other processes prune: what they told so far.</summary>
public sealed class ModelGathering : IShardedWork
{
    private readonly RunRequest request;
    private readonly WorkNotes notes;
    private readonly ModelFingerprint[] prints;
    private readonly Result<PruneRecord>?[] told;

    /// <summary>Hashes the inputs; nothing is asked yet.</summary>
    /// <param name="request">The run.</param>
    /// <param name="job">The fan-out whose failures count.</param>
    public ModelGathering(RunRequest request, string job)
    {
        var manifest = request.Manifest;
        this.request = request;
        notes = new(manifest.Device.Value, job);
        prints = [.. request.Models.Select(entry => ModelFingerprint.Of(manifest, entry))];
        told = new Result<PruneRecord>?[prints.Length];
        Pieces = request.Models.Select(entry => entry.Name.Value).ToValueList();
    }

    /// <inheritdoc />
    public ValueList<string> Pieces { get; }

    /// <summary>Keys of the records that are there, by what the inputs were when this began.</summary>
    public IReadOnlyDictionary<string, string> Made => prints.Zip(told).Where(model => model.Second is { IsOk: true })
        .GroupBy(model => model.First.Content).ToDictionary(models => models.Key, models => models.First().Second!.Value!.Key);

    /// <summary>Why the others failed.</summary>
    public IReadOnlyList<Diagnostic> Problems => [.. told.Where(model => model is { IsOk: false }).SelectMany(model => model!.Diagnostics)];

    /// <inheritdoc />
    public IReadOnlyList<bool> Look()
    {
        using var caches = RecordCaches.Open(request.Caches);
        for (var i = 0; i < told.Length; i++)
            told[i] ??= notes.Hear(caches, prints[i]);
        return [.. told.Select(model => model is not null)];
    }
}
