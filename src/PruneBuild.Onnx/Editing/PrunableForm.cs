namespace PruneBuild.Onnx.Editing;

/// <summary>A model as pruning looks at it.</summary>
public static class PrunableForm
{
    /// <summary>The model with calls of its functions inlined, a name for each value of its bodies, dense initializers, and sums of its own
    /// where normalisations sum; the model itself when it has none of these.</summary>
    /// <remarks><see cref="SparseInitializers.Again" /> and <see cref="SkipNormalizations.Again" /> take the last two back.</remarks>
    public static OnnxModel Of(OnnxModel model) =>
        SkipNormalizations.Apart(SparseInitializers.Dense(BodyNames.MakeUnique(FunctionInlining.Inline(model))));
}
