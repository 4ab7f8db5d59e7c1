using System.CommandLine;
using PruneBuild.Cli.Output;

namespace PruneBuild.Cli.Commands;

/// <summary>Every command of the tool.</summary>
internal static class CommandCatalog
{
    /// <summary>The commands by name, in the order of the help text.</summary>
    private static readonly (string Name, Func<Terminal, Command> Create)[] Commands =
    [
        ("init", InitCommand.Create),
        ("inspect", InspectCommand.Create),
        ("plan", PlanCommand.Create),
        ("run", RunCommand.Create),
        ("check", CheckCommand.Create),
        ("cache", CacheCommand.Create),
        ("explain", ExplainCommand.Create),
        ("sweep", SweepCommand.Create),
        ("bench", BenchCommand.Create),
        ("report", ReportCommand.Create),
        ("schema", SchemaCommand.Create),
        ("codes", CodesCommand.Create),
    ];

    /// <summary>The commands, in the order of the help text.</summary>
    public static IEnumerable<Command> All(Terminal terminal) => Commands.Select(command => command.Create(terminal));

    /// <summary>The only command that a command line can mean, where it begins with its name; else all.
    /// Making all of them is a good part of what a short call takes.</summary>
    public static IEnumerable<Command> For(string[] arguments, Terminal terminal) =>
        Array.Find(Commands, command => command.Name == arguments.FirstOrDefault()).Create is { } create
            ? [create(terminal)]
            : All(terminal);
}
