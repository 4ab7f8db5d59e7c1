using PruneBuild.Diagnostics;
using PruneBuild.Engine.Gates;
using PruneBuild.Engine.Pipeline.Records;
using PruneBuild.Engine.Pipeline.Running;
using PruneBuild.Engine.Reporting;

namespace PruneBuild.Engine.Pipeline.Sweeping;

/// <summary>What is to be said of the trials of a sweep, beside the curve.</summary>
public static class SweepNotes
{
    /// <summary>The warnings that a run of any trial would give, and PB4002 for gates that no record of a cache can be judged by, each
    /// once; and why trials failed. What not all trials have to tell names those that do.</summary>
    /// <param name="request">What was swept.</param>
    /// <param name="sweep">What came of it.</param>
    public static IReadOnlyList<Diagnostic> Of(SweepRequest request, SweepResult sweep)
    {
        var measured = sweep.Trials.Where(trial => trial.Record is not null).ToArray();
        return
        [
            .. Told(measured, trial => Warnings(request, trial.Method, trial.Record!)),
            .. measured.SelectMany(trial => GateJudge.Judge(sweep.Gates, trial.Record!.Measured).Unjudged).Distinct(),
            .. Told(sweep.Trials, trial => sweep.Failure(trial) is { } failure ? [failure] : []),
        ];
    }

    private static IEnumerable<Diagnostic> Told(
        IReadOnlyCollection<SweepTrial> trials, Func<SweepTrial, IEnumerable<Diagnostic>> notes) =>
        from said in trials.SelectMany(trial => notes(trial).Distinct(), (trial, note) => (Trial: trial, Note: note))
        group $"{said.Trial.Method} {said.Trial.Asked}" by said.Note into told
        select told.Count() == trials.Count
            ? told.Key
            : told.Key with { Message = $"{told.Key.Message} ({Amount.Of(told.Count(), "trial")}: {string.Join(", ", told)})" };

    /// <summary>Messages are left out: they tell of one result, as the table does.</summary>
    private static IEnumerable<Diagnostic> Warnings(SweepRequest request, string method, PruneRecord record)
    {
        var entry = request.Grid.Points.First(point => point.Method == method).Of(request.Entry);
        return RecordNotes.Of(request.Manifest, entry, record).Where(note => note.Severity != Severity.Message);
    }
}
