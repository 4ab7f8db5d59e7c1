using PruneBuild.Onnx.Building;

namespace PruneBuild.Onnx.Gradients.Losses;

/// <summary>Cross-entropy of each position's prediction of the token that comes next.</summary>
public static class NextTokenLoss
{
    /// <summary>The model with the output <see cref="LossNames.Loss" />.</summary>
    /// <param name="model">The model, opset 13 or later.</param>
    /// <param name="logits">Floats [batch, positions, vocabulary].</param>
    /// <param name="tokens">Integers [batch, positions], an input of the model.</param>
    /// <param name="mask">Integers [batch, positions], zero where a token is padding and is not to be predicted; null without padding.</param>
    /// <param name="reduction">How predictions are put together.</param>
    /// <exception cref="ArgumentException">The opset is older, or the model has a loss already.</exception>
    public static OnnxModel Add(OnnxModel model, string logits, string tokens, string? mask, LossReduction reduction)
    {
        var writer = new LossWriter(model);
        var predictions = writer.Value(logits).Slice(1, 0, -1);
        var next = Integers(writer, tokens).Slice(1, 1, long.MaxValue);
        if (mask is not null)
            next = Integers(writer, mask).Slice(1, 1, long.MaxValue).IsGreater(0).Choose(next, next.Like(-1));
        return writer.Finish(CrossEntropyLoss.Of(predictions, next, reduction));
    }

    // Already int64 in most models; the cast costs nothing then.
    private static GraphValue Integers(LossWriter writer, string name) =>
        writer.Value(name, ElementType.Int32).Cast(ElementType.Int64);
}
