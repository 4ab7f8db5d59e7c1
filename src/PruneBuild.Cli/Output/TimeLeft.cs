namespace PruneBuild.Cli.Output;

/// <summary>How long a stage still takes, judged by how fast it was since it began to tell: one that goes on from an earlier run
/// begins far along, and owes nothing of that to this run.</summary>
internal static class TimeLeft
{
    /// <summary>Less than that says too little.</summary>
    private const double EnoughDone = 0.02;

    /// <summary>The time that is left; null when too little is done to say.</summary>
    /// <param name="elapsed">Since <paramref name="first" /> was told.</param>
    /// <param name="first">How far the stage was when it was first told, 0..1.</param>
    /// <param name="now">How far it is.</param>
    public static TimeSpan? Of(TimeSpan elapsed, double first, double now) =>
        now - first > EnoughDone ? elapsed * ((1 - now) / (now - first)) : null;
}
