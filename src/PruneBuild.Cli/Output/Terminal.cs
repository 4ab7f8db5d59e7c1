namespace PruneBuild.Cli.Output;

/// <summary>Where a call of the tool writes, and what that place can show.</summary>
/// <param name="Out">Results.</param>
/// <param name="Error">Progress and diagnostics.</param>
/// <param name="Folder">Folder that relative paths are seen from.</param>
/// <param name="Interactive">True when <paramref name="Error" /> is a terminal: progress bars may redraw.</param>
/// <param name="Colour">True when colours are wanted in diagnostics: <paramref name="Error" /> is a terminal,
/// and NO_COLOR is not set.</param>
internal sealed record Terminal(TextWriter Out, TextWriter Error, string Folder, bool Interactive, bool Colour)
{
    /// <summary>True when colours are wanted in results too: <see cref="Out" /> is a terminal, and NO_COLOR is not set.</summary>
    public bool OutColour { get; init; }

    /// <summary>Columns that a line of <see cref="Error" /> has at this moment; more than any line where that is not known.</summary>
    public Func<int> Columns { get; init; } = () => int.MaxValue;

    /// <summary>The repository that a workflow of GitHub checked out; null elsewhere.</summary>
    public string? Repository { get; init; }

    /// <summary>The terminal of this process.</summary>
    public static Terminal OfProcess()
    {
        var interactive = !Console.IsErrorRedirected;
        var wanted = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        return new(Console.Out, Console.Error, Environment.CurrentDirectory, interactive, interactive && wanted)
        {
            OutColour = wanted && !Console.IsOutputRedirected,
            Columns = () => Console.WindowWidth is > 0 and var columns ? columns : int.MaxValue,
            Repository = Environment.GetEnvironmentVariable("GITHUB_WORKSPACE"),
        };
    }
}
