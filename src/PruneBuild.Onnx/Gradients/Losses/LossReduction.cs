namespace PruneBuild.Onnx.Gradients.Losses;

/// <summary>How the losses of single predictions become one number.</summary>
public enum LossReduction
{
    /// <summary>Added: the gradient at something that each record has for itself, such as a mask [records, units],
    /// is then the record's own.</summary>
    Sum,

    /// <summary>Their mean over the predictions that count.</summary>
    Mean,
}
