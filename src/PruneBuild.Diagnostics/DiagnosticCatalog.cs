namespace PruneBuild.Diagnostics;

/// <summary>Every diagnostic there is. Codes are never reused and never renumbered.</summary>
public static class DiagnosticCatalog
{
    /// <summary>The command line is wrong.</summary>
    public static readonly DiagnosticDescriptor Usage = new("PB1900", "Wrong usage",
        "{0} See 'dotnet prune --help'.");

    /// <summary>The model file cannot be read.</summary>
    public static readonly DiagnosticDescriptor ModelUnreadable = new("PB2001", "Model cannot be read",
        "Model '{0}' cannot be read: {1}. Export it again, or fetch it from version control.");

    /// <summary>External data of a model is missing or too short.</summary>
    public static readonly DiagnosticDescriptor ExternalDataMissing = new("PB2002", "External data is missing",
        "Tensor '{0}' of model '{1}' keeps its data in '{2}', which {3}. Put the file beside the model.");

    /// <summary>The file is the pointer that Git LFS keeps in its place.</summary>
    public static readonly DiagnosticDescriptor ModelIsLfsPointer = new("PB2003", "A Git LFS pointer instead of the file",
        "'{0}' is a Git LFS pointer, not the file itself. Run 'git lfs pull'; in CI, check out with LFS enabled.");

    /// <summary>External data would be read from outside the model's folder.</summary>
    public static readonly DiagnosticDescriptor ExternalDataOutside = new("PB2004", "External data outside the model's folder",
        "Tensor '{0}' of model '{1}' keeps its data in '{2}', which {3}. Copy the data file into the model's folder, not as a link, and save the model again.");

    /// <summary>A tensor of the model is malformed.</summary>
    public static readonly DiagnosticDescriptor TensorMalformed = new("PB2005", "Malformed tensor",
        "Tensor '{0}' of model '{1}' is malformed: {2}. Export the model again.");

    /// <summary>The main file is larger than protobuf allows.</summary>
    public static readonly DiagnosticDescriptor ModelTooLarge = new("PB2006", "Model file too large",
        "Model '{0}' has {1} bytes; an ONNX file holds at most 2 GiB. Save the model with external data.");

    /// <summary>There is no model file.</summary>
    public static readonly DiagnosticDescriptor ModelMissing = new("PB2007", "Model file is missing",
        "Model '{0}' does not exist. Correct the path, or fetch the file from version control.");

    /// <summary>A file could not be read or written for a reason outside the tool.</summary>
    public static readonly DiagnosticDescriptor EnvironmentFailed = new("PB5100", "A file operation failed",
        "{0}: {1} Nothing was replaced. Check permissions and free space, then run again.");

    /// <summary>The tool itself failed.</summary>
    public static readonly DiagnosticDescriptor InternalError = new("PB9001", "Internal error",
        "{0}: {1}. This is a bug of PruneBuild; run again with --verbosity diag for the stack trace, and report it.");
}
