using PruneBuild.Onnx.Building;

namespace PruneBuild.Onnx.Gradients.Losses;

/// <summary>How far a model's probabilities are from a teacher's.</summary>
/// <remarks>Hinton, Vinyals, Dean: Distilling the knowledge in a neural network (2015), section 2.</remarks>
public static class DivergenceLoss
{
    /// <summary>γ²·KL(softmax(t/γ) ‖ softmax(z/γ)) of logits z and the teacher's t, which is the input
    /// <see cref="LossNames.Target" /> of the logits.</summary>
    /// <param name="model">The model, opset 13 or later.</param>
    /// <param name="logits">z: floats [..., classes].</param>
    /// <param name="temperature">γ &gt; 0.</param>
    /// <param name="reduction">How predictions are put together.</param>
    /// <param name="weighsRows">True when the input <see cref="LossNames.Rows" /> of the logits multiplies the predictions' divergences,
    /// such as zeros for padding. It broadcasts to the logits' shape without the classes; its mean should be one.</param>
    /// <exception cref="ArgumentException">The opset is older, or the model has a loss already.</exception>
    public static OnnxModel Add(OnnxModel model, string logits, double temperature, LossReduction reduction, bool weighsRows = false)
    {
        var writer = new LossWriter(model);
        var teacher = Logarithms(writer.Input(LossNames.Target(logits), ElementType.Float), temperature);
        var student = Logarithms(writer.Value(logits), temperature);
        var divergences = (teacher.Apply("Exp") * (teacher - student)).Sum([-1], keepAxes: false) * (temperature * temperature);
        if (weighsRows)
            divergences *= writer.Input(LossNames.Rows(logits), ElementType.Float);
        return writer.Finish(LossWriter.Reduce(divergences, LossWriter.Count(divergences), reduction));
    }

    private static GraphValue Logarithms(GraphValue logits, double temperature) =>
        (logits / temperature).Apply("LogSoftmax", NodeWriter.Attribute("axis", -1));
}
