using System.CommandLine;
using System.Text.Json.Nodes;
using PruneBuild.Cli.Output;
using PruneBuild.Diagnostics;

namespace PruneBuild.Cli;

/// <summary>One call of the tool: what every command needs to know, and how it ends.</summary>
/// <param name="Terminal">Where to write.</param>
/// <param name="Folder">Absolute working folder.</param>
/// <param name="Manifest">Manifest, project or solution as given; null when not given.</param>
/// <param name="Device">Device as given, or null.</param>
/// <param name="Seed">Seed as given, or null.</param>
/// <param name="Format">Form of results and diagnostics.</param>
/// <param name="Verbosity">How much is said.</param>
/// <param name="Cancellation">Set when the user or the system asks to stop.</param>
internal sealed record Invocation(
    Terminal Terminal,
    string Folder,
    string? Manifest,
    string? Device,
    int? Seed,
    OutputFormat Format,
    Verbosity Verbosity,
    CancellationToken Cancellation)
{
    /// <summary>Reads the global options; those that failed to parse have their defaults.</summary>
    public static Invocation Of(ParseResult parsed, Terminal terminal, CancellationToken cancellation) => new(
        terminal,
        Path.GetFullPath(Value(parsed, GlobalOptions.Directory) ?? ".", terminal.Folder),
        Value(parsed, GlobalOptions.Manifest),
        Value(parsed, GlobalOptions.Device),
        Value(parsed, GlobalOptions.Seed),
        Value(parsed, GlobalOptions.Format) ?? OutputFormat.Text,
        Value(parsed, GlobalOptions.Verbosity) ?? Verbosity.Normal,
        cancellation);

    /// <summary>Where files of diagnostics are named from: the repository that GitHub checked out, for what GitHub reads;
    /// else the working folder.</summary>
    private string SeenFrom => Format is OutputFormat.GitHub or OutputFormat.Sarif && Terminal.Repository is { Length: > 0 } repository
        ? repository
        : Terminal.Folder;

    /// <summary>Writes what the command found, in the chosen form, and returns the exit code that its diagnostics mean.</summary>
    /// <param name="diagnostics">Errors, warnings and messages, in the order they are to be read.</param>
    /// <param name="text">Writes the result for people; not called at quiet verbosity.</param>
    /// <param name="json">The result for programs; merged into the document that carries the diagnostics.</param>
    public int Finish(IReadOnlyList<Diagnostic> diagnostics, Action<TextWriter>? text = null, JsonObject? json = null)
    {
        if (Format != OutputFormat.MSBuild)
            diagnostics = [.. diagnostics.Select(diagnostic => DiagnosticPlaces.SeenFrom(SeenFrom, diagnostic))];
        var code = ExitCode.Of(diagnostics);
        switch (Format)
        {
            case OutputFormat.Json:
                JsonOutput.Write(Terminal.Out, diagnostics, json, code);
                break;
            case OutputFormat.Sarif:
                SarifOutput.Write(Terminal.Out, diagnostics);
                break;
            default:
                if (Verbosity != Verbosity.Quiet)
                    text?.Invoke(Terminal.Out);
                DiagnosticLines.Write(Terminal, diagnostics, Format);
                break;
        }

        return code;
    }

    /// <summary>The path, absolute, seen from the working folder.</summary>
    public string Absolute(string path) => Path.GetFullPath(path, Folder);

    private static T? Value<T>(ParseResult parsed, Option<T> option) =>
        parsed.GetResult(option) is { } result && result.Errors.Any() ? default : parsed.GetValue(option);
}
