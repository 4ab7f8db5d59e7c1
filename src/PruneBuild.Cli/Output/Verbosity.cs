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
    /// <summary>One for each verbosity, short and long.</summary>
    public static IReadOnlyList<(string Word, Verbosity Value)> Words { get; } =
    [
        ("q(uiet)", Verbosity.Quiet),
        ("m(inimal)", Verbosity.Minimal),
        ("n(ormal)", Verbosity.Normal),
        ("d(etailed)", Verbosity.Detailed),
        ("diag(nostic)", Verbosity.Diagnostic),
    ];
}
