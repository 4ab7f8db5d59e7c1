using PruneBuild.Diagnostics;

namespace PruneBuild.Cli;

/// <summary>What the process answers to its caller.</summary>
internal static class ExitCode
{
    /// <summary>Done, and every gate holds.</summary>
    public const int Done = 0;

    /// <summary>A gate failed, or the lock file does not agree with the tree.</summary>
    public const int GateFailed = 1;

    /// <summary>Wrong usage or manifest.</summary>
    public const int Usage = 2;

    /// <summary>Model, data, device or environment.</summary>
    public const int Environment = 3;

    /// <summary>Cancelled by the user or the system.</summary>
    public const int Cancelled = 130;

    /// <summary>The gravest error decides; warnings never do.</summary>
    public static int Of(IEnumerable<Diagnostic> diagnostics) =>
        diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Error)
            .Select(diagnostic => OfCode(diagnostic.Code))
            .DefaultIfEmpty(Done)
            .Max();

    private static int OfCode(string code) => code == DiagnosticCatalog.Stopped.Code ? Cancelled : code[2] switch
    {
        '1' => Usage,
        '4' => GateFailed,
        _ => Environment,
    };
}
