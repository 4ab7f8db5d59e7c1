using PruneBuild.Eng.Processes;

namespace PruneBuild.Eng.Commands;

/// <summary>Makes tables of pruned models: what docs/methods.md shows.</summary>
internal sealed class TableCommand : ICommand
{
    /// <inheritdoc />
    public string Name => "table";

    /// <inheritdoc />
    public string Summary => "prunes shared models by many methods; names of tables, with --write into docs/methods.md";

    /// <inheritdoc />
    public int Run(Repository repository, string[] arguments) => Tool.Run(
        "dotnet",
        ["run", "--project", Path.Combine(repository.Root, "tests", "PruneBuild.Benchmarks"), "-c", "Release", "--", "table", .. arguments],
        repository.Root);
}
