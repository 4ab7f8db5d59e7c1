using PruneBuild.Eng.Packing;
using PruneBuild.Eng.Processes;

namespace PruneBuild.Eng.Commands;

/// <summary>Makes tables of pruned models: what the tables in docs show.</summary>
internal sealed class TableCommand : ICommand
{
    private const string Program = "PruneBuild.Benchmarks";

    /// <inheritdoc />
    public string Name => "table";

    /// <inheritdoc />
    public string Summary => "prunes shared models by many methods; names of tables, with --write into docs";

    /// <inheritdoc />
    public int Run(Repository repository, string[] arguments) =>
        arguments is ["speed", ..] ? Timed(repository, arguments) : DotNet.RunTestProgram(repository, Program, ["table", .. arguments]);

    /// <summary>What is timed is compiled ahead of time, as the packed tool is.</summary>
    private static int Timed(Repository repository, string[] arguments)
    {
        DotNet.Build(repository, Path.Combine(repository.Root, "src", "PruneBuild.Cli"));
        DotNet.Build(repository, Path.Combine(repository.Root, "tests", Program));
        return Tool.Run("dotnet", [ReadyToRun.Program(repository, Program), "table", .. arguments], repository.Root);
    }
}
