namespace PruneBuild.Pruning.Statistics;

/// <summary>How statistics are taken.</summary>
/// <param name="RowMaskShape">[batch, sequence] of the row mask in the run that the shape facts come from; null when nothing is padded.
/// Taps that are laid out as these rows lose their padding rows; all others are taken whole.</param>
/// <param name="PositionStride">Of a convolution's windows, every so many are summed (counted along the flattened positions of an image).
/// Take a number that shares no factor with the image's width, so that the windows do not line up in columns. Needs opset 10; below it all
/// windows are summed.</param>
public sealed record MomentOptions(ValueList<long>? RowMaskShape = null, int PositionStride = 1);
