using PruneBuild.Onnx.Building;

namespace PruneBuild.Onnx.Gradients.Rules;

/// <summary>Activations. Where one has a kink, the gradient there is PyTorch's.</summary>
internal static class ActivationRules
{
    private static readonly double rootTwoOverPi = Math.Sqrt(2 / Math.PI);

    /// <summary>By operator.</summary>
    public static IReadOnlyDictionary<string, GradientRule> All { get; } = new Dictionary<string, GradientRule>
    {
        ["Relu"] = Rule((_, x, y, g) => g.Where(y.IsGreater(0))),
        ["LeakyRelu"] = Rule((node, x, _, g) => x.IsGreater(0).Choose(g, g * node.Float("alpha", 0.01))),
        ["ThresholdedRelu"] = Rule((node, x, _, g) => g.Where(x.IsGreater(node.Float("alpha", 1)))),
        ["PRelu"] = ParametricRelu,
        ["Elu"] = Rule((node, x, y, g) => x.IsGreater(0).Choose(g, g * (y + node.Float("alpha", 1)))),
        ["Celu"] = Rule((node, x, y, g) => x.IsGreater(0).Choose(g, g * (y / node.Float("alpha", 1) + 1))),
        ["Selu"] = Selu,
        ["Sigmoid"] = Rule((_, _, y, g) => g * (y * (1 - y))),
        ["HardSigmoid"] = Rule((node, _, y, g) =>
            (g * node.Float("alpha", 0.2)).Where(y.IsGreater(0).Compare("And", y.IsLess(1)))),
        ["HardSwish"] = Rule((_, x, _, g) => g * x.IsLess(-3).Choose(x.Like(0), x.IsLess(3).Choose(x / 3 + 0.5, x.Like(1)))),
        ["Softplus"] = Rule((_, x, _, g) => g * x.Apply("Sigmoid")),
        ["Softsign"] = Rule((_, x, _, g) => g / Square(1 + x.Apply("Abs"))),
        ["Mish"] = Rule((_, x, _, g) => g * Mish(x)),
        ["Swish"] = Rule((node, x, y, g) => g * Swish(x, node.Float("alpha", 1))),
        ["com.microsoft:QuickGelu"] = Rule((node, x, y, g) => g * Swish(x, node.Float("alpha", 1.702))),
        ["Gelu"] = node => Biased(node, node.Text("approximate", "none") == "tanh" ? (_, x) => TanhGelu(x) : Gelu),
        ["com.microsoft:Gelu"] = node => Biased(node, Gelu),
        ["com.microsoft:BiasGelu"] = node => Biased(node, Gelu),
        ["com.microsoft:FastGelu"] = node => Biased(node, (_, x) => TanhGelu(x)),
    };

    private static GradientRule Rule(Func<BackwardNode, GraphValue, GraphValue, GraphValue, GraphValue> gradient) =>
        node => node.Give(0, () => gradient(node, node.X, node.Y, node.Gradient));

    private static GraphValue Square(GraphValue value) => value * value;

    private static GraphValue Gelu(BackwardNode node, GraphValue x)
    {
        var gate = GaussianGate.Of(x);
        node.Restate("Mul", gate.X, gate.Cumulative);
        return gate.Slope;
    }

    /// <summary>d/dx ½x(1 + tanh u), u = √(2/π)(x + 0.044715 x³).</summary>
    private static GraphValue TanhGelu(GraphValue x)
    {
        var square = x * x;
        var tanh = (x * (square * (0.044715 * rootTwoOverPi) + rootTwoOverPi)).Apply("Tanh");
        var slope = square * (3 * 0.044715 * rootTwoOverPi) + rootTwoOverPi;
        return (tanh + 1) * 0.5 + x * (1 - tanh * tanh) * slope * 0.5;
    }

    private static GraphValue Swish(GraphValue x, double alpha)
    {
        var gate = (x * alpha).Apply("Sigmoid");
        return gate * (1 + x * alpha * (1 - gate));
    }

    private static GraphValue Mish(GraphValue x)
    {
        var tanh = x.Apply("Softplus").Apply("Tanh");
        return tanh + x * (1 - tanh * tanh) * x.Apply("Sigmoid");
    }

    private static void Selu(BackwardNode node)
    {
        var alpha = node.Float("alpha", 1.67326319217681884765625);
        var gamma = node.Float("gamma", 1.05070102214813232421875);
        node.Give(0, () => node.X.IsGreater(0).Choose(node.Gradient * gamma, node.Gradient * (node.Y + alpha * gamma)));
    }

    private static void ParametricRelu(BackwardNode node)
    {
        node.Give(0, () => node.X.IsGreater(0).Choose(node.Gradient, node.Gradient * node.Input(1)));
        node.GiveBroadcast(1, () => node.X.IsGreater(0).Choose(node.Gradient.Like(0), node.Gradient * node.X));
    }

    private static void Biased(BackwardNode node, Func<BackwardNode, GraphValue, GraphValue> slope)
    {
        var gradient = node.Gradient * slope(node, node.Has(1) ? node.X + node.Input(1) : node.X);
        node.GiveBroadcast(0, () => gradient);
        node.GiveBroadcast(1, () => gradient);
    }
}
