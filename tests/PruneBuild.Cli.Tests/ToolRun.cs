using PruneBuild.Cli.Output;

namespace PruneBuild.Cli.Tests;

/// <summary>One call of the tool in this process, and all it said.</summary>
/// <param name="ExitCode">What the process would answer.</param>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record ToolRun(int ExitCode, string Out, string Error)
{
    /// <summary>Runs a command line in a folder, without a terminal and without colours.</summary>
    public static ToolRun In(string folder, params string[] arguments) => In(folder, colour: false, arguments);

    /// <summary>Runs a command line in a folder, with colours when asked for.</summary>
    public static ToolRun In(string folder, bool colour, params string[] arguments)
    {
        using var error = new StringWriter();
        return Call(folder, colour, arguments, error);
    }

    /// <summary>Runs a command line that is cancelled from the start.</summary>
    public static ToolRun Cancelled(string folder, params string[] arguments)
    {
        using var error = new StringWriter();
        return Call(folder, false, arguments, error, new CancellationToken(canceled: true));
    }

    /// <summary>Runs a command line that is cancelled as soon as a line of its progress begins with these words.</summary>
    public static ToolRun StoppedAt(string words, string folder, params string[] arguments)
    {
        using var cancellation = new CancellationTokenSource();
        using var error = new Progress(words, cancellation);
        return Call(folder, false, arguments, error, cancellation.Token);
    }

    private static ToolRun Call(
        string folder, bool colour, string[] arguments, StringWriter error, CancellationToken cancellation = default)
    {
        using var output = new StringWriter();
        var terminal = new Terminal(output, error, folder, Interactive: false, colour) { OutColour = colour };
        var code = Tool.Run(arguments, terminal, cancellation).GetAwaiter().GetResult();
        return new(code, output.ToString().ReplaceLineEndings("\n"), error.ToString().ReplaceLineEndings("\n"));
    }

    private sealed class Progress(string words, CancellationTokenSource cancellation) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value is not null && value.StartsWith(words, StringComparison.Ordinal))
                cancellation.Cancel();
        }
    }
}
