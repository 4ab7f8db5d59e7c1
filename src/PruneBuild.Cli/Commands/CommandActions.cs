using System.CommandLine;
using PruneBuild.Cli.Output;

namespace PruneBuild.Cli.Commands;

/// <summary>Gives commands their work.</summary>
internal static class CommandActions
{
    /// <summary>The command with its work: a function from what was parsed and the call to the exit code.</summary>
    public static Command Does(this Command command, Terminal terminal, Func<ParseResult, Invocation, int> work)
    {
        command.SetAction((parsed, cancellation) => Task.FromResult(work(parsed, Invocation.Of(parsed, terminal, cancellation))));
        return command;
    }
}
