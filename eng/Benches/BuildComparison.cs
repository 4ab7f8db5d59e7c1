namespace PruneBuild.Eng.Benches;

/// <summary>Builds with the package against builds without it, in turn.</summary>
internal static class BuildComparison
{
    /// <summary>Measures and prints.</summary>
    /// <param name="repository">The checkout.</param>
    /// <param name="with">A restored copy of an app, with the package.</param>
    /// <param name="without">The same without it.</param>
    /// <param name="rounds">Builds of each.</param>
    /// <param name="before">Done to a copy before each of its builds, not timed.</param>
    /// <returns>What the package adds to the median, in milliseconds.</returns>
    public static double Added(Repository repository, SampleCopy with, SampleCopy without, int rounds, Action<SampleCopy>? before = null)
    {
        var (timesWith, timesWithout) = (new Times(), new Times());
        for (var round = 0; round < rounds; round++)
        {
            foreach (var (copy, times) in new[] { (without, timesWithout), (with, timesWith) })
            {
                before?.Invoke(copy);
                times.Measure(() => copy.Build(repository, restore: false));
            }
        }

        Console.WriteLine($"  with the package:    {timesWith}");
        Console.WriteLine($"  without the package: {timesWithout}");
        return timesWith.Median - timesWithout.Median;
    }
}
