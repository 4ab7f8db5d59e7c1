using PruneBuild.Diagnostics;
using PruneBuild.Engine.Gates;
using PruneBuild.Engine.Pipeline.Records;
using PruneBuild.Engine.Pipeline.Running;

namespace PruneBuild.Engine.Pipeline.Sweeping;

/// <summary>What is to be said of the trials of a sweep, beside the curve.</summary>
public static class SweepNotes
{
    /// <summary>The warnings that a run of any trial would give, and PB4002 for gates that no record of a cache can be judged by, each
    /// once; and why trials failed.</summary>
    /// <param name="request">What was swept.</param>
    /// <param name="sweep">What came of it.</param>
    public static IReadOnlyList<Diagnostic> Of(SweepRequest request, SweepResult sweep)
    {
        var measured = sweep.Trials.Where(trial => trial.Record is not null).ToArray();
        return
        [
            .. measured.SelectMany(trial => Warnings(request, trial.Method, trial.Record!)).Distinct(),
            .. measured.SelectMany(trial => GateJudge.Judge(sweep.Gates, trial.Record!.Measured).Unjudged).Distinct(),
            .. sweep.Failures,
        ];
    }

    /// <summary>Messages are left out: they tell of one result, and which of the trials it is nobody could see.</summary>
    private static IEnumerable<Diagnostic> Warnings(SweepRequest request, string method, PruneRecord record)
    {
        var entry = request.Grid.Points.First(point => point.Method == method).Of(request.Entry);
        return RecordNotes.Of(request.Manifest, entry, record).Where(note => note.Severity != Severity.Message);
    }
}
