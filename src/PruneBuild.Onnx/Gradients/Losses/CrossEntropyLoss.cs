using PruneBuild.Onnx.Building;

namespace PruneBuild.Onnx.Gradients.Losses;

/// <summary>Minus the logarithm of the probability that softmax gives to the right class;
/// of language models, whose classes are tokens, to the token that comes next.</summary>
public static class CrossEntropyLoss
{
    /// <summary>The model with the input <see cref="LossNames.Labels" /> and the output <see cref="LossNames.Loss" />.</summary>
    /// <param name="model">The model, opset 13 or later.</param>
    /// <param name="logits">Floats [..., classes].</param>
    /// <param name="reduction">How predictions are put together.</param>
    /// <exception cref="ArgumentException">The opset is older, or the model has a loss already.</exception>
    public static OnnxModel Add(OnnxModel model, string logits, LossReduction reduction)
    {
        var writer = new LossWriter(model);
        return writer.Finish(Of(writer.Value(logits), writer.Input(LossNames.Labels, ElementType.Int64), reduction));
    }

    /// <summary>The loss of logits [..., classes] and labels [...], of which negative ones do not count; 0 when none does.</summary>
    internal static GraphValue Of(GraphValue logits, GraphValue labels, LossReduction reduction)
    {
        var counts = labels.IsLess(0).Apply("Not");
        var index = labels.Apply("Max", labels.Like(0)).Unsqueeze(-1);
        var logarithms = logits.Apply("LogSoftmax", NodeWriter.Attribute("axis", -1));
        var picked = logarithms.Apply("GatherElements", index, NodeWriter.Attribute("axis", -1)).Squeeze(-1);
        return LossWriter.Reduce((-picked).Where(counts), counts.Cast(logits.Type).Sum().Apply("Max", logits.Like(1)), reduction);
    }
}
