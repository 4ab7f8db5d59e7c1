namespace PruneBuild.Eng.Benches;

/// <summary>What the package adds to a build that has nothing to do: the sample app, built with pruning and without the package.</summary>
/// <remarks>Both copies are up to date and their builds are interleaved, so that a busy moment of the machine hits both.</remarks>
internal sealed class IdleBuildBench : IBench
{
    private const int Rounds = 30;
    private const double AllowedMilliseconds = 50;
    private const string PackageId = "PruneBuild.MSBuild";

    /// <inheritdoc />
    public string Name => "idle-build";

    /// <inheritdoc />
    public string Summary => "what the package adds to a build with nothing to do: sample app, median of 30 pairs, at most 50 ms";

    /// <inheritdoc />
    public bool Run(Repository repository, string[] arguments)
    {
        var work = Directory.CreateTempSubdirectory("prunebuild-bench-");
        try
        {
            var with = SampleCopy.Make(repository, Path.Combine(work.FullName, "with"));
            var without = SampleCopy.Make(repository, Path.Combine(work.FullName, "without"));
            without.RemovePackage(PackageId);
            with.Build(repository, restore: true);
            without.TakeGeneratedClass(with);
            without.Build(repository, restore: true);
            var added = BuildComparison.Added(repository, with, without, Rounds);
            Console.WriteLine(FormattableString.Invariant($"  added: {added:0} ms (at most {AllowedMilliseconds:0} ms)"));
            return added <= AllowedMilliseconds;
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }
}
