namespace PruneBuild.Onnx.Gradients.Losses;

/// <summary>A value that should come close to a target.</summary>
/// <param name="Value">Floats of any shape; the target is the input <see cref="LossNames.Target" /> of it.</param>
/// <param name="Weight">What its mean squared error counts.</param>
/// <param name="WeighsRows">True when the input <see cref="LossNames.Rows" /> of it multiplies the squares, such as zeros for padding. Its
/// mean should be one: the squares' mean is taken over all elements.</param>
public sealed record MatchedFeature(string Value, double Weight = 1, bool WeighsRows = false);
