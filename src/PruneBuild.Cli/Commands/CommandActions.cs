using System.CommandLine;
using System.CommandLine.Parsing;
using PruneBuild.Cli.Output;
using PruneBuild.Diagnostics;

namespace PruneBuild.Cli.Commands;

/// <summary>Gives commands their work.</summary>
internal static class CommandActions
{
    /// <summary>The command with its work: a function from what was parsed and the call to the exit code. PB5103 where the work is stopped
    /// before its end.</summary>
    /// <param name="command">The command.</param>
    /// <param name="terminal">Where it writes.</param>
    /// <param name="work">The work.</param>
    /// <param name="kept">What a stop leaves, and where the same command goes on; null where nothing was to be written.</param>
    public static Command Does(
        this Command command, Terminal terminal, Func<ParseResult, Invocation, int> work,
        Func<ParseResult, Invocation, string>? kept = null)
    {
        command.SetAction((parsed, cancellation) =>
            Task.FromResult(Run(parsed, Invocation.Of(parsed, terminal, cancellation), work, kept ?? Nothing)));
        return command;
    }

    /// <summary>PB5103 for the command that was parsed.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="kept">What the stop leaves, and where the same command goes on.</param>
    public static Diagnostic Stopped(ParseResult parsed, string kept) => DiagnosticCatalog.Stopped.At(null, NameOf(parsed), kept);

    private static int Run(
        ParseResult parsed, Invocation invocation, Func<ParseResult, Invocation, int> work, Func<ParseResult, Invocation, string> kept)
    {
        try
        {
            return work(parsed, invocation);
        }
        catch (OperationCanceledException) when (invocation.Cancellation.IsCancellationRequested)
        {
            return invocation.Finish([Stopped(parsed, kept(parsed, invocation))]);
        }
    }

    private static string Nothing(ParseResult parsed, Invocation invocation) => "Nothing was written. Run it again for its result.";

    /// <summary><c>run</c>, <c>cache list</c>: the command and those that it is a part of, without the tool itself.</summary>
    private static string NameOf(ParseResult parsed) => parsed.CommandResult switch
    {
        { Parent: CommandResult { Command: not RootCommand } parent } part => $"{parent.Command.Name} {part.Command.Name}",
        var whole => whole.Command.Name,
    };
}
