using PruneBuild.Diagnostics;
using PruneBuild.Engine.Gates;

namespace PruneBuild.Engine.Manifest;

/// <summary>One model of the manifest.</summary>
/// <param name="Name">Its name: the key under <c>models</c>, a folder name, and a name on the command line.</param>
/// <param name="Source">Path of the ONNX file, relative to the manifest.</param>
/// <param name="Data">Its data; null for methods and gates that need none.</param>
/// <param name="Metric">The metric that the report leads with; null for the first gate's, or <c>agreement</c>.</param>
/// <param name="Prune">What to do, in order; not empty.</param>
/// <param name="Gates">What must hold; may be empty.</param>
/// <param name="OnFail">What happens when a gate does not hold.</param>
/// <param name="Output">Where the pruned model goes.</param>
/// <param name="Span">Place of the model's name.</param>
public sealed record ModelEntry(
    Located<string> Name,
    Located<string> Source,
    DataEntry? Data,
    Located<string>? Metric,
    ValueList<PruneStep> Prune,
    ValueList<Gate> Gates,
    Located<OnFail> OnFail,
    OutputEntry Output,
    SourceSpan Span)
{
    /// <summary>How it is timed when a bench is asked for; null for the tool's own way.</summary>
    public BenchEntry? Bench { get; init; }

    /// <summary>True when a step says <c>as-much-as: gates</c>.</summary>
    internal bool LeavesSizeToGates => Prune.Any(step => step.Remove is Removal.AsMuchAsGates);

    /// <summary>The entry with a share of the FLOPs in the place of what is left to the gates.</summary>
    internal ModelEntry Removing(double share) => this with
    {
        Prune = Prune.Select(step => step.Remove is Removal.AsMuchAsGates open
            ? step with { Remove = new Removal.Share(CostWord.Flops, share, open.Span) }
            : step).ToValueList(),
    };
}
