using System.Globalization;

namespace PruneBuild.Benchmarks.Tables;

/// <summary>The command line of the tables: <c>table NAME [--write]</c>, or one trial: <c>table try SUBJECT "PRUNE" [SEED]</c>.</summary>
internal static class TableProgram
{
    /// <summary>Runs a table or a trial and returns the exit code.</summary>
    public static int Run(string[] arguments)
    {
        switch (arguments)
        {
            case ["try", var subject, var prune, .. var rest]:
                Try(Subjects.Named(subject), prune, rest.Length > 0 ? int.Parse(rest[0], CultureInfo.InvariantCulture) : 0);
                return 0;
            default:
                Console.Error.WriteLine("usage: table try SUBJECT PRUNE [SEED]");
                return 2;
        }
    }

    private static void Try(Subject subject, string prune, int seed)
    {
        var trial = Trial.Run(subject, prune, seed);
        Console.WriteLine(FormattableString.Invariant(
            $"{subject.Score.Name} {subject.Score.Print(trial.Score)}, multiply-adds {trial.MacsKept:0.0000}, parameters {trial.ParametersKept:0.0000}, {trial.Seconds:0.0} s"));
        foreach (var timing in trial.Timings)
            Console.WriteLine(FormattableString.Invariant($"  {timing.Duration.TotalSeconds,7:0.00} s {timing.Name}"));
        foreach (var group in trial.Plan.Groups)
            Console.WriteLine(FormattableString.Invariant($"  {group.GroupId}: {group.Kept.Count} of {group.Units}, loss {group.Loss:0.######}"));
    }
}
