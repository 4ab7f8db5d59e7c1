namespace PruneBuild.Diagnostics;

/// <summary>Every diagnostic there is. Codes are never reused and never renumbered.</summary>
public static class DiagnosticCatalog
{
    /// <summary>The command line is wrong.</summary>
    public static readonly DiagnosticDescriptor Usage = new("PB1900", "Wrong usage",
        "{0} See 'dotnet prune --help'.");

    /// <summary>The model file cannot be read.</summary>
    public static readonly DiagnosticDescriptor ModelUnreadable = new("PB2001", "Model cannot be read",
        "Model '{0}' cannot be read: {1}. Export it again, or fetch it from version control (a Git LFS pointer is a common cause).");

    /// <summary>External data of a model is missing or too short.</summary>
    public static readonly DiagnosticDescriptor ExternalDataMissing = new("PB2002", "External data is missing",
        "Tensor '{0}' of model '{1}' keeps its data in '{2}', which {3}. Put the file beside the model.");

    /// <summary>A file could not be read or written for a reason outside the tool.</summary>
    public static readonly DiagnosticDescriptor EnvironmentFailed = new("PB5100", "A file operation failed",
        "{0}: {1} Nothing was replaced. Check permissions and free space, then run again.");

    /// <summary>The tool itself failed.</summary>
    public static readonly DiagnosticDescriptor InternalError = new("PB9001", "Internal error",
        "{0}: {1}. This is a bug of PruneBuild; run again with --verbosity diag for the stack trace, and report it.");
}
