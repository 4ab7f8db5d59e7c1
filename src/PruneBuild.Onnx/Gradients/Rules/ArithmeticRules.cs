using PruneBuild.Onnx.Building;

namespace PruneBuild.Onnx.Gradients.Rules;

/// <summary>Arithmetic of two or more values, broadcast.</summary>
internal static class ArithmeticRules
{
    /// <summary>By operator.</summary>
    public static IReadOnlyDictionary<string, GradientRule> All { get; } = new Dictionary<string, GradientRule>
    {
        ["Add"] = node => Both(node, () => node.Gradient, () => node.Gradient),
        ["Sub"] = node => Both(node, () => node.Gradient, () => -node.Gradient),
        ["Mul"] = node => Both(node, () => node.Gradient * node.Input(1), () => node.Gradient * node.X),
        ["Div"] = node => Both(node, () => node.Gradient / node.Input(1), () => -(node.Gradient * node.Y / node.Input(1))),
        ["Pow"] = Power,
        ["Sum"] = node => Each(node, _ => node.Gradient),
        ["Mean"] = node => Each(node, _ => node.Gradient / node.Node.Input.Count),
        ["Max"] = Extreme,
        ["Min"] = Extreme,
        ["Mod"] = node => Both(node, () => node.Gradient, () => -(node.Gradient * Truncated(node.X / node.Input(1)))),
        ["Where"] = Where,
        ["Clip"] = Clip,
    };

    private static void Both(BackwardNode node, Func<GraphValue> left, Func<GraphValue> right)
    {
        node.GiveBroadcast(0, left);
        node.GiveBroadcast(1, right);
    }

    private static void Each(BackwardNode node, Func<int, GraphValue> gradient)
    {
        for (var i = 0; i < node.Node.Input.Count; i++)
        {
            var input = i;
            node.GiveBroadcast(input, () => gradient(input));
        }
    }

    private static void Power(BackwardNode node)
    {
        var exponent = node.Constant(1) is { Count: 1 } constant ? constant.ToFloats()[0] : (float?)null;
        var power = node.Has(1) && node.Input(1).Type != node.X.Type ? node.Input(1).Cast(node.X.Type) : node.Input(1);
        node.GiveBroadcast(0, () => exponent switch
        {
            0 => node.Y.Zeros(node.Y.Shape()),
            2 => node.Gradient * (node.X * 2),
            0.5f => node.Gradient * 0.5 / node.Y,
            { } number => node.Gradient * (node.X.Apply("Pow", node.X.Like(number - 1)) * number),
            // x^0 is 1 everywhere, at 0 too, where x^-1 is infinite.
            null => node.Gradient * power.Compare("Equal", power.Like(0)).Choose(power.Like(0), power * node.X.Apply("Pow", power - 1)),
        });
        // 0^p is 0 around any p > 0, and ln 0 must not spoil that.
        node.GiveBroadcast(1, () => (node.Gradient * node.Y * node.X.Apply("Log")).Where(node.X.IsGreater(0)).Cast(node.Input(1).Type));
    }

    // Operands that are equal share the gradient.
    private static void Extreme(BackwardNode node)
    {
        if (node.Node.Input.Count == 1)
        {
            node.Give(0, () => node.Gradient);
            return;
        }

        var chosen = Enumerable.Range(0, node.Node.Input.Count)
            .Select(i => node.Input(i).Compare("Equal", node.Y).Cast(node.Y.Type)).ToList();
        var ties = chosen[0].Apply("Sum", chosen.Skip(1));
        Each(node, i => node.Gradient * chosen[i] / ties);
    }

    private static GraphValue Truncated(GraphValue quotient) => quotient.Apply("Sign") * quotient.Apply("Abs").Apply("Floor");

    private static void Where(BackwardNode node)
    {
        node.GiveBroadcast(1, () => node.Gradient.Where(node.Input(0)));
        node.GiveBroadcast(2, () => node.Input(0).Choose(node.Gradient.Like(0), node.Gradient));
    }

    // At the limits themselves the gradient passes, as in PyTorch. Limits are attributes before opset 11.
    private static void Clip(BackwardNode node)
    {
        var low = node.Has(1) ? node.Input(1) : null;
        var high = node.Has(2) ? node.Input(2) : null;
        node.Give(0, () =>
        {
            var gradient = node.Gradient;
            if (low is not null)
                gradient = gradient.Where(node.X.Compare("GreaterOrEqual", low));
            return high is null ? gradient : gradient.Where(node.X.Compare("LessOrEqual", high));
        });
        node.Give(1, () => node.Gradient.Where(node.X.Compare("Less", low!)).Sum());
        node.Give(2, () => node.Gradient.Where(node.X.Compare("Greater", high!)).Sum());
    }
}
