namespace PruneBuild.Cli.Output;

/// <summary>Form of results and diagnostics.</summary>
internal enum OutputFormat
{
    /// <summary>Lines for people; diagnostics in MSBuild's form.</summary>
    Text,

    /// <summary>One JSON document on standard output.</summary>
    Json,

    /// <summary>One SARIF 2.1.0 log on standard output: the diagnostics.</summary>
    Sarif,

    /// <summary>Lines for people; diagnostics as GitHub workflow commands.</summary>
    GitHub,

    /// <summary>Lines as MSBuild reads them: absolute files, no colours.</summary>
    MSBuild,
}

/// <summary>The words of the command line for <see cref="OutputFormat" />.</summary>
internal static class OutputFormats
{
    /// <summary>One for each format.</summary>
    public static IReadOnlyList<(string Word, OutputFormat Value)> Words { get; } =
    [
        ("text", OutputFormat.Text),
        ("json", OutputFormat.Json),
        ("sarif", OutputFormat.Sarif),
        ("github", OutputFormat.GitHub),
        ("msbuild", OutputFormat.MSBuild),
    ];
}
