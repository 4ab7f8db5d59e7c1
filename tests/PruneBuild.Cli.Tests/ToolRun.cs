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
    public static ToolRun In(string folder, bool colour, params string[] arguments) =>
        Call(folder, colour, arguments, CancellationToken.None);

    /// <summary>Runs a command line that is cancelled from the start.</summary>
    public static ToolRun Cancelled(string folder, params string[] arguments) =>
        Call(folder, false, arguments, new CancellationToken(canceled: true));

    private static ToolRun Call(string folder, bool colour, string[] arguments, CancellationToken cancellation)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = new Terminal(output, error, folder, Interactive: false, colour) { OutColour = colour };
        var code = Tool.Run(arguments, terminal, cancellation).GetAwaiter().GetResult();
        return new(code, output.ToString().ReplaceLineEndings("\n"), error.ToString().ReplaceLineEndings("\n"));
    }
}
