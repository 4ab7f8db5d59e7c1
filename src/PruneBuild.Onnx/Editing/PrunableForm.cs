namespace PruneBuild.Onnx.Editing;

/// <summary>A model as pruning looks at it.</summary>
public static class PrunableForm
{
    /// <summary>The model with calls of its functions inlined and a name for each value of its bodies; the model itself when it has neither
    /// functions nor names that mean two values.</summary>
    public static OnnxModel Of(OnnxModel model) => BodyNames.MakeUnique(FunctionInlining.Inline(model));
}
