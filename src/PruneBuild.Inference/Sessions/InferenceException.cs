using System.Text.RegularExpressions;
using PruneBuild.Diagnostics;

namespace PruneBuild.Inference.Sessions;

/// <summary>ONNX Runtime failed while it ran a model: input that does not fit, or a node that refuses its values.</summary>
public sealed partial class InferenceException : Exception
{
    /// <summary>A failure of a run.</summary>
    /// <param name="model">The model's file, or what it is, for people.</param>
    /// <param name="message">ONNX Runtime's own words.</param>
    /// <param name="cause">The exception that carried them.</param>
    public InferenceException(string model, string message, Exception? cause = null)
        : base(message, cause) => (Model, Node) = (model, NodeOf(message));

    /// <summary>The model's file, or what it is.</summary>
    public string Model { get; }

    /// <summary>Name of the node that failed; null when it was none.</summary>
    public string? Node { get; }

    /// <summary>The failure as PB3005.</summary>
    /// <param name="place">Place in the manifest; null when none is known.</param>
    /// <param name="circumstances">What comes before ONNX Runtime's words.</param>
    public Diagnostic ToDiagnostic(SourceSpan? place = null, string circumstances = "") =>
        DiagnosticCatalog.RunFailed.At(
            place, Model, $"{circumstances}{(Node is null ? "" : $"at node '{Node}': ")}{Message.Trim()}",
            "Check that the data fits the model's inputs.");

    private static string? NodeOf(string message) =>
        NodeName().Match(message) is { Success: true } match ? match.Groups["name"].Value : null;

    // "Non-zero status code returned while running Gather node. Name:'/embeddings/Gather' Status Message: …"
    [GeneratedRegex("Name:'(?<name>[^']+)'")]
    private static partial Regex NodeName();
}
