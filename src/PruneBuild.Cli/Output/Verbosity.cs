namespace PruneBuild.Cli.Output;

/// <summary>How much is said.</summary>
internal enum Verbosity
{
    /// <summary>Diagnostics only.</summary>
    Quiet,

    /// <summary>Diagnostics and results.</summary>
    Minimal,

    /// <summary>And progress.</summary>
    Normal,

    /// <summary>And the time that each stage took.</summary>
    Detailed,

    /// <summary>And stack traces.</summary>
    Diagnostic,
}

/// <summary>The words of the command line for <see cref="Verbosity" />.</summary>
internal static class Verbosities
{
    /// <summary>The verbosity of that word, long or short; normal for none.</summary>
    public static Verbosity Parse(string? word) => word switch
    {
        "q" or "quiet" => Verbosity.Quiet,
        "m" or "minimal" => Verbosity.Minimal,
        "d" or "detailed" => Verbosity.Detailed,
        "diag" or "diagnostic" => Verbosity.Diagnostic,
        _ => Verbosity.Normal,
    };
}
