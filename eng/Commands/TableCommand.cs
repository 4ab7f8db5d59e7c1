using PruneBuild.Eng.Processes;

namespace PruneBuild.Eng.Commands;

/// <summary>Makes tables of pruned models: what the tables in docs show.</summary>
internal sealed class TableCommand : ICommand
{
    /// <inheritdoc />
    public string Name => "table";

    /// <inheritdoc />
    public string Summary => "prunes shared models by many methods; names of tables, with --write into docs";

    /// <inheritdoc />
    public int Run(Repository repository, string[] arguments) =>
        DotNet.RunTestProgram(repository, "PruneBuild.Benchmarks", ["table", .. arguments]);
}
