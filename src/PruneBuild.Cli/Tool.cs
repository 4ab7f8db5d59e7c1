using System.CommandLine;
using System.Globalization;
using PruneBuild.Cli.Commands;
using PruneBuild.Cli.Output;
using PruneBuild.Diagnostics;
using PruneBuild.Inference.Sessions;

namespace PruneBuild.Cli;

/// <summary>The tool as a function of its arguments and its terminal.</summary>
internal static class Tool
{
    /// <summary>Runs one command line to its exit code; what fails while it runs is a diagnostic, never an exception.</summary>
    public static async Task<int> Run(string[] arguments, Terminal terminal, CancellationToken cancellation = default)
    {
        var parsed = Root(terminal, arguments).Parse(arguments);
        if (UsageProblems.Of(parsed) is { Count: > 0 } problems)
            return Invocation.Of(parsed, terminal, CancellationToken.None).Finish(problems);
        try
        {
            return await parsed.InvokeAsync(Streams(terminal), cancellation);
        }
        catch (InferenceException failure)
        {
            return Invocation.Of(parsed, terminal, CancellationToken.None).Finish([failure.ToDiagnostic()]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Fail(
                parsed, terminal, exception, DiagnosticCatalog.EnvironmentFailed.At(null, exception.GetType().Name, exception.Message));
        }
        catch (OutOfMemoryException exception)
        {
            return Fail(parsed, terminal, exception, DiagnosticCatalog.MemoryExhausted.At(null, GibibytesAllowed()));
        }
#pragma warning disable CA1031 // The one place that catches everything: a bug becomes a diagnostic that asks to be reported.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Fail(parsed, terminal, exception, DiagnosticCatalog.InternalError.At(null, exception.GetType().Name, exception.Message));
        }
    }

    /// <summary>The grammar of a command line.</summary>
    internal static RootCommand Root(Terminal terminal, string[] arguments)
    {
        var root = new RootCommand("Prunes ONNX models behind gates, as prune.yaml says.");
        GlobalOptions.AddTo(root);
        HelpText.In(root);
        foreach (var command in CommandCatalog.For(arguments, terminal))
            root.Add(command);
        return root;
    }

    private static InvocationConfiguration Streams(Terminal terminal) => new()
    {
        Output = terminal.Out,
        Error = terminal.Error,
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = null,
    };

    private static string GibibytesAllowed() =>
        (GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1L << 30)).ToString("0.0", CultureInfo.InvariantCulture);

    private static int Fail(ParseResult parsed, Terminal terminal, Exception exception, Diagnostic problem)
    {
        var invocation = Invocation.Of(parsed, terminal, CancellationToken.None);
        if (invocation.Verbosity == Verbosity.Diagnostic)
            terminal.Error.WriteLine(exception);
        return invocation.Finish([problem]);
    }
}
