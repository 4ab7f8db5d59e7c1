using PruneBuild.Engine.Pipeline.Fingerprints;
using PruneBuild.Engine.Pipeline.Sharding;

namespace PruneBuild.Engine.Pipeline.Sweeping;

/// <summary>The trials of a sweep that other processes run.</summary>
public sealed class SweepGathering : Gathering
{
    private readonly SweepRequest request;
    private readonly SweepResult begun;

    /// <summary>Hashes the inputs.</summary>
    /// <param name="request">The sweep, with the fan-out whose failures count.</param>
    public SweepGathering(SweepRequest request)
        : this(request, HashedInputs.Of(request.Manifest, request.Entry))
    {
    }

    private SweepGathering(SweepRequest request, HashedInputs hashed)
        : base(
            request.Grid.Points.Select(point => $"{point.Method} {point.Removal.Text}").ToValueList(),
            [.. request.Grid.Points.Select(point => ModelFingerprint.Of(request.Manifest, point.Of(request.Entry), hashed))],
            request.Caches,
            new WorkNotes(request.Manifest.Device.Value, request.Job))
    {
        this.request = request;
        begun = SweepResult.Begin(request, ModelFingerprint.Of(request.Manifest, request.Entry, hashed));
    }

    /// <summary>The trials that are told, in the order of the grid.</summary>
    public SweepResult Result => begun with
    {
        Trials = request.Grid.Points.Zip(Told).Where(trial => trial.Second is not null)
            .Select(trial => ModelSweep.Trial(trial.First, trial.Second!)).ToValueList(),
    };
}
