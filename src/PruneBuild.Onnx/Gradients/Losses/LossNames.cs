namespace PruneBuild.Onnx.Gradients.Losses;

/// <summary>Names that losses give to what they add to a model.</summary>
public static class LossNames
{
    /// <summary>The loss: a float scalar, also an output.</summary>
    public const string Loss = "prunebuild.loss";

    /// <summary>Input of classes, int64: the shape of the logits without the last axis. A negative class does not count.</summary>
    public const string Labels = "prunebuild.labels";

    /// <summary>Input of what a value should be: its type and shape.</summary>
    public static string Target(string value) => "prunebuild.target/" + value;

    /// <summary>Input of what each row of a value counts, floats that broadcast to its shape.</summary>
    public static string Rows(string value) => "prunebuild.rows/" + value;
}
