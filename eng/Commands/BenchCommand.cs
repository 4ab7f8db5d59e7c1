using PruneBuild.Eng.Benches;

namespace PruneBuild.Eng.Commands;

/// <summary>Runs one measurement, or all of them.</summary>
internal sealed class BenchCommand : ICommand
{
    /// <inheritdoc />
    public string Name => "bench";

    /// <inheritdoc />
    public string Summary => $"measures: {string.Join(", ", BenchCatalog.All.Select(bench => bench.Name))}; all without a name";

    /// <inheritdoc />
    public int Run(Repository repository, string[] arguments)
    {
        var chosen = BenchCatalog.All.Where(bench => arguments.Length == 0 || bench.Name == arguments[0]).ToList();
        if (chosen.Count == 0)
            throw new EngFailure(
                $"no bench is called '{arguments[0]}'. There are:{Environment.NewLine}"
                + string.Join(Environment.NewLine, BenchCatalog.All.Select(bench => $"  {bench.Name,-10} {bench.Summary}")));
        PackCommand.BuildAndPack(repository);
        var held = true;
        foreach (var bench in chosen)
        {
            Console.WriteLine($"bench {bench.Name}: {bench.Summary}");
            held &= bench.Run(repository, arguments.Skip(1).ToArray());
        }

        return held ? 0 : 1;
    }
}
