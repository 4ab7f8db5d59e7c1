namespace PruneBuild.Onnx.Editing;

/// <summary>A model as pruning looks at it.</summary>
public static class PrunableForm
{
    /// <summary>The model with calls of its functions inlined, a name for each value of its bodies, and dense initializers; the model
    /// itself when it has neither functions nor names that mean two values nor sparse initializers.</summary>
    /// <remarks><see cref="SparseInitializers.Again" /> takes the last back.</remarks>
    public static OnnxModel Of(OnnxModel model) => SparseInitializers.Dense(BodyNames.MakeUnique(FunctionInlining.Inline(model)));
}
