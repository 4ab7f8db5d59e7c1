namespace PruneBuild.Onnx.Gradients.Losses;

/// <summary>A value that should come close to a target.</summary>
/// <param name="Value">Floats of any shape; the target is the input <see cref="LossNames.Target" /> of it.</param>
/// <param name="Weight">What its mean squared error counts.</param>
public sealed record MatchedFeature(string Value, double Weight = 1);
