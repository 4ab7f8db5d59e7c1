using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Statistics;

/// <summary>What to accumulate at a consumer's tap while the calibration data streams through.</summary>
/// <param name="Consumer">The consumer; its features are the tap's last-axis entries, or im2col windows for a convolution.</param>
/// <param name="Detail">How much is kept.</param>
/// <param name="Target">A value of the same graph (may be an extra graph input) with the consumer's output shape to correlate the
/// features with; null for none.</param>
public sealed record MomentRequest(Consumer Consumer, MomentDetail Detail, string? Target = null);

/// <summary>How much of the second moments is kept.</summary>
public enum MomentDetail
{
    /// <summary>Sums and sums of squares of each feature.</summary>
    Diagonal,

    /// <summary>The whole Gram matrix as well.</summary>
    Gram,
}
