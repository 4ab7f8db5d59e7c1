using System.CommandLine;
using System.CommandLine.Parsing;
using PruneBuild.Diagnostics;

namespace PruneBuild.Cli;

/// <summary>What is wrong with a command line, in the user's words: an option or command that is not there,
/// and what it may have meant.</summary>
internal static class UsageProblems
{
    /// <summary>PB1900 for each problem; none for a command line that can run.</summary>
    public static IReadOnlyList<Diagnostic> Of(ParseResult parsed)
    {
        // Help, the version and completions take any command line.
        if (parsed.Action is { ClearsParseErrors: true } || parsed.Tokens.Any(token => token.Type == TokenType.Directive))
            return [];
        var command = parsed.CommandResult.Command;
        string[] unknown = [.. Given(parsed).Where(value => value is ['-', _, ..])];
        if (unknown.Length > 0)
        {
            string[] options = [.. Options(parsed.CommandResult).SelectMany(option => option.Aliases.Prepend(option.Name))
                .Where(name => name.StartsWith("--", StringComparison.Ordinal))];
            return [.. unknown.Select(name => Problem(
                $"'{command.Name}' has no option '{name}'.{NearestName.Hint(name.Split('=')[0], options)} An argument that begins with "
                + "'-' goes behind '--'."))];
        }

        if (command.Subcommands.Count > 0)
        {
            string[] commands = [.. command.Subcommands.Where(one => !one.Hidden).Select(one => one.Name)];
            var said = parsed.UnmatchedTokens is [var word, ..]
                ? $"There is no command '{word}'.{NearestName.Hint(word, commands)}"
                : "A command is missing.";
            return [Problem($"{said} Commands: {string.Join(", ", commands)}.")];
        }

        string[] empty = [.. Empty(parsed)];
        return empty.Length > 0
            ? [.. empty.Select(name => Problem($"'{name}' has an empty value: give it one, or leave it out."))]
            : [.. parsed.Errors.Select(error => Problem(error.Message))];
    }

    /// <summary>Options, as written, and arguments that were given nothing: a variable that a script did not set. As a path that
    /// would be the working folder, and as an absent option it would be what nobody asked for.</summary>
    private static IEnumerable<string> Empty(ParseResult parsed) => Commands(parsed.CommandResult)
        .SelectMany(command => command.Children)
        .Where(given => given.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value)))
        .Select(given => given switch
        {
            OptionResult option => option.IdentifierToken?.Value ?? option.Option.Name,
            ArgumentResult argument => argument.Argument.Name,
            _ => null,
        })
        .OfType<string>();

    /// <summary>Words that no option took, up to <c>--</c>: what comes behind is what it says.</summary>
    private static IEnumerable<string> Given(ParseResult parsed)
    {
        var literal = parsed.Tokens.SkipWhile(token => token.Type != TokenType.DoubleDash).Skip(1).Select(token => token.Value).ToHashSet();
        return parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Select(token => token.Value)
            .Concat(parsed.UnmatchedTokens).Where(value => !literal.Contains(value));
    }

    /// <summary>What may be suggested: what is hidden is for the tool itself.</summary>
    private static IEnumerable<Option> Options(CommandResult from) =>
        Commands(from).SelectMany(one => one.Command.Options).Where(option => !option.Hidden);

    /// <summary>The command, and those that it is a part of.</summary>
    private static IEnumerable<CommandResult> Commands(CommandResult from)
    {
        for (SymbolResult? at = from; at is not null; at = at.Parent)
        {
            if (at is CommandResult command)
                yield return command;
        }
    }

    private static Diagnostic Problem(string message) => DiagnosticCatalog.Usage.At(null, message);
}
