using PruneBuild.Numerics.Matrices;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Statistics.Values;

namespace PruneBuild.Inference.Statistics;

/// <summary>What was measured of a model on the calibration data.</summary>
/// <param name="Moments">Second moments, by request.</param>
/// <param name="Values">What was folded on the host, by request.</param>
public sealed record MeasuredStatistics(
    IReadOnlyDictionary<MomentRequest, Moments> Moments, IReadOnlyDictionary<ValueRequest, Matrix> Values);
