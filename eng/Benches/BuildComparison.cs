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
    /// <returns>What the package adds: the median over pairs of builds that follow each other, in milliseconds.</returns>
    public static double Added(Repository repository, SampleCopy with, SampleCopy without, int rounds, Action<SampleCopy>? before = null)
    {
        var (timesWith, timesWithout, added) = (new Times(), new Times(), new Times());
        for (var round = 0; round < rounds; round++)
        {
            // Each goes first as often: a machine that slows down hits the second.
            var (first, second) = round % 2 == 0 ? (without, with) : (with, without);
            var (one, other) = (Build(first), Build(second));
            var (plain, pruned) = round % 2 == 0 ? (one, other) : (other, one);
            timesWithout.Add(plain);
            timesWith.Add(pruned);
            added.Add(pruned - plain);
        }

        Console.WriteLine($"  with the package:    {timesWith}");
        Console.WriteLine($"  without the package: {timesWithout}");
        Console.WriteLine($"  pair by pair:        {added}");
        return added.Median;

        double Build(SampleCopy copy)
        {
            before?.Invoke(copy);
            return Times.Of(() => copy.Build(repository, restore: false));
        }
    }
}
