using PruneBuild.Onnx.Building;

namespace PruneBuild.Onnx.Gradients.Rules;

/// <summary>Functions of one number: f′(x) times the gradient.</summary>
internal static class FunctionRules
{
    private static readonly double twoOverRootPi = 2 / Math.Sqrt(Math.PI);

    /// <summary>By operator.</summary>
    public static IReadOnlyDictionary<string, GradientRule> All { get; } = new Dictionary<string, GradientRule>
    {
        ["Identity"] = Rule((_, _, g) => g),
        ["Neg"] = Rule((_, _, g) => -g),
        ["Abs"] = Rule((x, _, g) => g * x.Apply("Sign")),
        ["Reciprocal"] = Rule((_, y, g) => -(g * (y * y))),
        ["Sqrt"] = Rule((_, y, g) => g * 0.5 / y),
        ["Exp"] = Rule((_, y, g) => g * y),
        ["Log"] = Rule((x, _, g) => g / x),
        ["Erf"] = Rule((x, _, g) => g * (-(x * x)).Apply("Exp") * twoOverRootPi),
        ["Sin"] = Rule((x, _, g) => g * x.Apply("Cos")),
        ["Cos"] = Rule((x, _, g) => -(g * x.Apply("Sin"))),
        ["Tan"] = Rule((_, y, g) => g * (1 + y * y)),
        ["Asin"] = Rule((x, _, g) => g / (1 - x * x).Apply("Sqrt")),
        ["Acos"] = Rule((x, _, g) => -(g / (1 - x * x).Apply("Sqrt"))),
        ["Atan"] = Rule((x, _, g) => g / (1 + x * x)),
        ["Sinh"] = Rule((x, _, g) => g * x.Apply("Cosh")),
        ["Cosh"] = Rule((x, _, g) => g * x.Apply("Sinh")),
        ["Tanh"] = Rule((_, y, g) => g * (1 - y * y)),
        ["Asinh"] = Rule((x, _, g) => g / (x * x + 1).Apply("Sqrt")),
        ["Acosh"] = Rule((x, _, g) => g / (x * x - 1).Apply("Sqrt")),
        ["Atanh"] = Rule((x, _, g) => g / (1 - x * x)),
        ["Cast"] = Cast,
        ["CastLike"] = Cast,
    };

    // Integers that have a gradient are quantised floats: their gradient is a float.
    private static void Cast(BackwardNode node) => node.Give(0, () =>
        node.X.Type is ElementType.Int32 or ElementType.Int8 or ElementType.UInt8 ? node.Gradient : node.Gradient.Cast(node.X.Type));

    private static GradientRule Rule(Func<GraphValue, GraphValue, GraphValue, GraphValue> gradient) =>
        node => node.Give(0, () => gradient(node.X, node.Y, node.Gradient));
}
