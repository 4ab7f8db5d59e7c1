using PruneBuild.Onnx;

namespace PruneBuild.Pruning.Statistics;

/// <summary>A model that also computes second moments, and nothing that they do not need.</summary>
/// <param name="Model">The model; its outputs are those of <paramref name="Sites" />, then those that were asked for besides.</param>
/// <param name="Sites">What it computes, in an order that does not depend on the order of the requests.</param>
/// <param name="TakesRowMask">True when it has the input <see cref="RowMaskInput" />.</param>
public sealed record InstrumentedModel(OnnxModel Model, ValueList<MomentSite> Sites, bool TakesRowMask)
{
    /// <summary>Float [batch, sequence], 1 for a real position and 0 for padding; [1, 1] with a 1 when a batch has no padding.</summary>
    public const string RowMaskInput = "prunebuild.row-mask";

    /// <summary>The outputs that hold the moments of one batch.</summary>
    public IEnumerable<string> Outputs => Sites.SelectMany(site => site.Outputs);
}
