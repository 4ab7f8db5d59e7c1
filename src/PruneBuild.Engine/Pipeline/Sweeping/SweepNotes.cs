using PruneBuild.Diagnostics;
using PruneBuild.Engine.Pipeline.Running;

namespace PruneBuild.Engine.Pipeline.Sweeping;

/// <summary>What is to be said of the trials of a sweep, beside the curve.</summary>
public static class SweepNotes
{
    /// <summary>The warnings that a run of any trial would give, each once; and why the trials failed, where all did.</summary>
    /// <param name="request">What was swept.</param>
    /// <param name="sweep">What came of it.</param>
    public static IReadOnlyList<Diagnostic> Of(SweepRequest request, SweepResult sweep) =>
    [
        .. sweep.Trials.SelectMany(trial => Warnings(request, trial)).Distinct(),
        .. sweep.Failures,
    ];

    /// <summary>Messages are left out: they tell of one result, and which of the trials it is nobody could see.</summary>
    private static IEnumerable<Diagnostic> Warnings(SweepRequest request, SweepTrial trial)
    {
        if (trial.Record is not { } record)
            return [];
        var entry = request.Grid.Points.First(point => point.Method == trial.Method).Of(request.Entry);
        return RecordNotes.Of(request.Manifest, entry, record).Where(note => note.Severity != Severity.Message);
    }
}
