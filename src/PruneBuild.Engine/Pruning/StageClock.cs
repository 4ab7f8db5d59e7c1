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
        var watch = Stopwatch.StartNew();
        var result = work();
        timings.Add(new StageTiming(name, watch.Elapsed));
        return result;
    }

    public void Report(string name, double fraction) => progress?.Report(new Stage(name, fraction));
}
