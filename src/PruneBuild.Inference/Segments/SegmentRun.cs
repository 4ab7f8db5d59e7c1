using PruneBuild.Onnx;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Inference.Segments;

/// <summary>What a piece of a model gave.</summary>
/// <param name="Frontier">Where the batches are now.</param>
/// <param name="Wanted">The values asked for, batch by batch.</param>
public sealed record SegmentRun(Frontier Frontier, ValueList<IReadOnlyDictionary<string, Tensor>> Wanted);

/// <summary>What a measured piece of a model gave.</summary>
/// <param name="Frontier">Where the batches are now.</param>
/// <param name="Moments">By request.</param>
/// <param name="Apart">Those of the batches that were to be summed by themselves too; null without any.</param>
public sealed record MeasuredRun(
    Frontier Frontier, IReadOnlyDictionary<MomentRequest, Moments> Moments, IReadOnlyDictionary<MomentRequest, Moments>? Apart = null);

/// <summary>Values that a caller looks at while a piece runs, and that nobody keeps.</summary>
/// <param name="Values">Their names.</param>
/// <param name="See">Gets them, batch by batch, in the order of the batches.</param>
public sealed record Observation(IReadOnlyCollection<string> Values, Action<IReadOnlyDictionary<string, Tensor>> See);
