using PruneBuild.Onnx.Building;

namespace PruneBuild.Onnx.Gradients.Rules;

/// <summary>Softmax and normalisations.</summary>
internal static class NormalizationRules
{
    /// <summary>By operator.</summary>
    public static IReadOnlyDictionary<string, GradientRule> All { get; } = new Dictionary<string, GradientRule>
    {
        ["Softmax"] = Softmax,
        ["LogSoftmax"] = LogSoftmax,
        ["LayerNormalization"] = LayerNormalization,
        ["RMSNormalization"] = RootMeanSquareNormalization,
        ["SimplifiedLayerNormalization"] = RootMeanSquareNormalization,
        ["BatchNormalization"] = BatchNormalization,
        ["InstanceNormalization"] = InstanceNormalization,
        ["LpNormalization"] = LpNormalization,
    };

    private static void Softmax(BackwardNode node) => node.Give(0, () =>
    {
        var (y, g) = (node.Y, node.Gradient);
        return y * (g - (g * y).Sum([node.Int("axis", -1)]));
    });

    private static void LogSoftmax(BackwardNode node) => node.Give(0, () =>
    {
        var g = node.Gradient;
        return g - node.Y.Apply("Exp") * g.Sum([node.Int("axis", -1)]);
    });

    // y = γ·x̂ + β with x̂ = (x − μ)/σ: ẋ = (h − mean h − x̂·mean(h·x̂))/σ with h = γ·ẏ.
    private static void LayerNormalization(BackwardNode node)
    {
        if (node.HasGradient(1) || node.HasGradient(2))
        {
            node.Refuse("the gradient of its mean or deviation is asked for");
            return;
        }

        var axes = LastAxes(node);
        var centred = node.X - node.X.Mean(axes);
        var inverse = InverseRoot((centred * centred).Mean(axes), node);
        var normalized = centred * inverse;
        Normalize(node, normalized, bias: 2);
        node.Give(0, () =>
        {
            var h = node.Gradient * node.Input(1);
            return inverse * (h - h.Mean(axes) - normalized * (h * normalized).Mean(axes));
        });
        node.GiveBroadcast(1, () => node.Gradient * normalized);
        node.GiveBroadcast(2, () => node.Gradient);
    }

    /// <summary>Restates a normalisation by its parts, which the gradient needs too; ONNX Runtime's own takes longer than all of them. One
    /// whose mean or deviation somebody reads stays.</summary>
    private static void Normalize(BackwardNode node, GraphValue normalized, int bias)
    {
        if (node.Node.Output.Skip(1).Any(output => output.Length > 0))
            return;
        if (node.Has(bias))
            node.Restate("Add", normalized * node.Input(1), node.Input(bias));
        else
            node.Restate("Mul", normalized, node.Input(1));
    }

    private static GraphValue InverseRoot(GraphValue variance, BackwardNode node) =>
        1 / (variance + node.Float("epsilon", 1e-5)).Apply("Sqrt");

    // y = γ·x/ρ, ρ² = mean x² + ε: ẋ = (h − x̂·mean(h·x̂))/ρ with h = γ·ẏ.
    private static void RootMeanSquareNormalization(BackwardNode node)
    {
        var axes = LastAxes(node);
        var inverse = InverseRoot((node.X * node.X).Mean(axes), node);
        var normalized = node.X * inverse;
        Normalize(node, normalized, bias: int.MaxValue);
        node.Give(0, () =>
        {
            var h = node.Gradient * node.Input(1);
            return inverse * (h - normalized * (h * normalized).Mean(axes));
        });
        node.GiveBroadcast(1, () => node.Gradient * normalized);
    }

    private static long[] LastAxes(BackwardNode node)
    {
        var rank = node.Rank(0);
        var first = BackwardNode.Axis(node.Int("axis", -1), rank);
        return [.. Enumerable.Range(first, rank - first).Select(axis => (long)axis)];
    }

    // As it runs: with the recorded mean and variance, which are constants of the model like any other.
    private static void BatchNormalization(BackwardNode node)
    {
        if (node.Int("training_mode", 0) != 0)
        {
            node.Refuse("it is in training mode");
            return;
        }

        var rank = node.Rank(0);
        long[] others = [.. Enumerable.Range(0, rank).Where(axis => axis != 1).Select(axis => (long)axis)];
        var inverse = InverseRoot(node.Input(4), node);
        var centred = new Lazy<GraphValue>(() => node.X - Channels(node.Input(3), rank));
        node.Give(0, () => node.Gradient * Channels(node.Input(1) * inverse, rank));
        node.Give(1, () => (node.Gradient * centred.Value).Sum(others, keepAxes: false) * inverse);
        node.Give(2, () => node.Gradient.Sum(others, keepAxes: false));
        node.Give(3, () => -(node.Gradient.Sum(others, keepAxes: false) * node.Input(1) * inverse));
        node.Give(
            4, () => (node.Gradient * centred.Value).Sum(others, keepAxes: false) * node.Input(1) * inverse * inverse * inverse * -0.5);
    }

    private static void InstanceNormalization(BackwardNode node)
    {
        var rank = node.Rank(0);
        long[] places = [.. Enumerable.Range(2, rank - 2).Select(axis => (long)axis)];
        long[] others = [0, .. places];
        var centred = node.X - node.X.Mean(places);
        var inverse = InverseRoot((centred * centred).Mean(places), node);
        var normalized = centred * inverse;
        node.Give(0, () =>
        {
            var h = node.Gradient * Channels(node.Input(1), rank);
            return inverse * (h - h.Mean(places) - normalized * (h * normalized).Mean(places));
        });
        node.Give(1, () => (node.Gradient * normalized).Sum(others, keepAxes: false));
        node.Give(2, () => node.Gradient.Sum(others, keepAxes: false));
    }

    private static GraphValue Channels(GraphValue perChannel, int rank) =>
        perChannel.Reshape([-1, .. Enumerable.Repeat(1L, rank - 2)]);

    // y = x/‖x‖.
    private static void LpNormalization(BackwardNode node) => node.Give(0, () =>
    {
        var (x, y, g) = (node.X, node.Y, node.Gradient);
        long[] axis = [node.Int("axis", -1)];
        return node.Int("p", 2) == 1
            ? (g - x.Apply("Sign") * (g * y).Sum(axis)) / x.Apply("Abs").Sum(axis)
            : (g - y * (g * y).Sum(axis)) / (x * x).Sum(axis).Apply("Sqrt");
    });
}
