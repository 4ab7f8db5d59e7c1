using PruneBuild.Onnx.Building;

namespace PruneBuild.Onnx.Gradients.Losses;

/// <summary>Squared distance of values from targets: of an output (regression), or of features inside (matching another model's).</summary>
public static class SquaredErrorLoss
{
    /// <summary>Σ weight·mean (value − target)², with an input <see cref="LossNames.Target" /> for each value.</summary>
    /// <param name="model">The model, opset 13 or later.</param>
    /// <param name="features">The values, at least one.</param>
    /// <param name="reduction">Mean over a value's elements, or their sum.</param>
    /// <exception cref="ArgumentException">The opset is older, the model has a loss already, or there are no values.</exception>
    public static OnnxModel Add(OnnxModel model, IReadOnlyCollection<MatchedFeature> features, LossReduction reduction)
    {
        if (features.Count == 0)
            throw new ArgumentException("A loss needs at least one value.", nameof(features));
        var writer = new LossWriter(model);
        return writer.Finish(features.Select(feature => Of(writer, feature, reduction)).Aggregate((sum, term) => sum + term));
    }

    private static GraphValue Of(LossWriter writer, MatchedFeature feature, LossReduction reduction)
    {
        var difference = writer.Value(feature.Value) - writer.Input(LossNames.Target(feature.Value), ElementType.Float);
        var squares = difference * difference;
        if (feature.WeighsRows)
            squares *= writer.Input(LossNames.Rows(feature.Value), ElementType.Float);
        return LossWriter.Reduce(squares, LossWriter.Count(squares), reduction) * feature.Weight;
    }
}
