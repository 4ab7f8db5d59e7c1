using PruneBuild.Eng.Processes;

namespace PruneBuild.Eng.Benches;

/// <summary>How long <c>dotnet prune check</c> takes on a tree in which nothing changed: the sample app after a build.</summary>
internal sealed class CheckBench : IBench
{
    private const int Rounds = 10;
    private const double AllowedMilliseconds = 300;

    /// <inheritdoc />
    public string Name => "check";

    /// <inheritdoc />
    public string Summary => "'dotnet prune check' on an unchanged tree: sample app, median of 10, below 0.3 s";

    /// <inheritdoc />
    public bool Run(Repository repository, string[] arguments)
    {
        var work = Directory.CreateTempSubdirectory("prunebuild-bench-");
        try
        {
            var sample = SampleCopy.Make(repository, Path.Combine(work.FullName, "app"));
            sample.Build(repository, restore: true);
            var times = new Times();
            for (var round = 0; round < Rounds; round++)
                times.Measure(
                    () => Tool.MustSucceed("dotnet", ["exec", repository.PackedTool, "check"], sample.Folder, "'dotnet prune check'"));
            Console.WriteLine($"  {times} (below {AllowedMilliseconds:0} ms)");
            return times.Median < AllowedMilliseconds;
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }
}
