using System.CommandLine;
using PruneBuild.Cli.Output;

namespace PruneBuild.Cli.Commands;

/// <summary>Every command of the tool.</summary>
internal static class CommandCatalog
{
    /// <summary>The commands, in the order of the help text.</summary>
    public static IEnumerable<Command> All(Terminal terminal) =>
    [
        InitCommand.Create(terminal),
        InspectCommand.Create(terminal),
        PlanCommand.Create(terminal),
        RunCommand.Create(terminal),
        CheckCommand.Create(terminal),
        CacheCommand.Create(terminal),
        ExplainCommand.Create(terminal),
        SweepCommand.Create(terminal),
        BenchCommand.Create(terminal),
        ReportCommand.Create(terminal),
        SchemaCommand.Create(terminal),
        CodesCommand.Create(terminal),
    ];
}
