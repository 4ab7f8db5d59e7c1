using PruneBuild.Diagnostics;
using PruneBuild.Engine.Pipeline.Fingerprints;
using PruneBuild.Engine.Pipeline.Running;

namespace PruneBuild.Engine.Pipeline.Sharding;

/// <summary>The models of a run that other processes prune.</summary>
/// <param name="request">The run; its inputs are hashed here.</param>
/// <param name="job">The fan-out whose failures count.</param>
public sealed class ModelGathering(RunRequest request, string job) : Gathering(
    request.Models.Select(entry => entry.Name.Value).ToValueList(),
    [.. request.Models.Select(entry => ModelFingerprint.Of(request.Manifest, entry))],
    request.Caches,
    new WorkNotes(request.Manifest.Device.Value, job))
{
    /// <summary>Keys of the records that are there, by what the inputs were when this began.</summary>
    public IReadOnlyDictionary<string, string> Made => Prints.Zip(Told).Where(model => model.Second is { IsOk: true })
        .GroupBy(model => model.First.Content).ToDictionary(models => models.Key, models => models.First().Second!.Value!.Key);

    /// <summary>Why the others failed.</summary>
    public IReadOnlyList<Diagnostic> Problems => [.. Told.Where(model => model is { IsOk: false }).SelectMany(model => model!.Diagnostics)];
}
