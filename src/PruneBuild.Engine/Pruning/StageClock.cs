using System.Diagnostics;

namespace PruneBuild.Engine.Pruning;

/// <summary>Reports stages and notes how long each took.</summary>
internal sealed class StageClock(IProgress<Stage>? progress)
{
    private readonly List<StageTiming> timings = [];

    public IReadOnlyList<StageTiming> Timings => timings;

    public T Time<T>(string name, Func<T> work)
    {
        progress?.Report(new Stage(name));
        return Part(name, work);
    }

    /// <summary>Notes how long a part of a stage took, and adds up what parts of one name took; nobody is told that it begins.</summary>
    public T Part<T>(string name, Func<T> work)
    {
        var watch = Stopwatch.StartNew();
        var result = work();
        var place = timings.FindIndex(timing => timing.Name == name);
        if (place < 0)
            timings.Add(new StageTiming(name, watch.Elapsed));
        else
            timings[place] = timings[place] with { Duration = timings[place].Duration + watch.Elapsed };
        return result;
    }

    /// <summary>A clock that tells the same people, and has noted nothing.</summary>
    public StageClock Afresh() => new(progress);

    public void Report(string name, double fraction) => progress?.Report(new Stage(name, fraction));
}
