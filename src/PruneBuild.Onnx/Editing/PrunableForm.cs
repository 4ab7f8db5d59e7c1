namespace PruneBuild.Onnx.Editing;

/// <summary>A model as pruning looks at it.</summary>
public static class PrunableForm
{
    /// <summary>The model with calls of its functions inlined, a name for each value of its bodies, dense initializers, nodes for sums and
    /// activations that ONNX Runtime fused, and products of floats for those of integers that are quantized as they come; the model itself
    /// when it has none of these.</summary>
    public static OnnxModel Of(OnnxModel model) => DynamicProducts.Apart(FusedActivations.Apart(SkipNormalizations.Apart(
        SparseInitializers.Dense(BodyNames.MakeUnique(FunctionInlining.Inline(model))))));

    /// <summary>The model with those nodes fused again that a model before it had fused, and with its products of integers.
    /// <see cref="SparseInitializers.Again" /> does the same for initializers.</summary>
    /// <param name="model">The model.</param>
    /// <param name="before">The model whose prunable form it comes from.</param>
    public static OnnxModel Fused(OnnxModel model, OnnxModel before) =>
        SkipNormalizations.Again(FusedActivations.Again(DynamicProducts.Again(model), before), before);
}
