namespace PruneBuild.Onnx.Tests.Gradients.Cases;

internal static class FunctionCases
{
    public static GradientCase[] All { get; } =
    [
        .. new[] { "Identity", "Neg", "Abs", "Exp", "Erf", "Sin", "Cos", "Tan", "Atan", "Sinh", "Cosh", "Tanh", "Asinh" }
            .Select(op => new GradientCase(op, [[2, 5]])),
        .. new[] { "Reciprocal", "Sqrt", "Log" }.Select(op => new GradientCase(op, [CaseInput.In(0.5, 2, 2, 5)])),
        .. new[] { "Asin", "Acos", "Atanh" }.Select(op => new GradientCase(op, [CaseInput.In(-0.8, 0.8, 2, 5)])),
        new("Acosh", [CaseInput.In(1.5, 3, 2, 5)]),
        new("Cast", [[2, 5]], ("to", (int)ElementType.Double)),
        new("CastLike", [[2, 5], CaseInput.Constant(Tensor.Scalar(ElementType.Double, 1.0))]),
    ];
}
