using PruneBuild.Onnx.Building;

namespace PruneBuild.Onnx.Gradients.Rules;

/// <summary>
/// Quantised values, straight through: rounding and saturation count as the identity, so that a gradient is that of the floats that the
/// integers stand for.
/// </summary>
/// <remarks>Bengio, Léonard, Courville: Estimating or propagating gradients through stochastic neurons (2013), the straight-through
/// estimator. Gradients of integers are floats here.</remarks>
internal static class QuantizationRules
{
    /// <summary>By operator.</summary>
    public static IReadOnlyDictionary<string, GradientRule> All { get; } = new Dictionary<string, GradientRule>
    {
        ["QuantizeLinear"] = node => Through(node, () => node.Gradient / Scale(node)),
        ["DequantizeLinear"] = node => Through(node, () => node.Gradient * Scale(node)),
        ["DynamicQuantizeLinear"] = node => node.Give(0, () => node.Gradient / node.Output(1)),
        ["MatMulInteger"] = MatMulInteger,
    };

    private static void Through(BackwardNode node, Func<GraphValue> gradient)
    {
        if (node.Needs(1))
            node.Refuse("the gradient of its scale is asked for");
        else
            node.Give(0, gradient);
    }

    // One scale, or one for each index of an axis.
    private static GraphValue Scale(BackwardNode node)
    {
        var rank = node.Rank(0);
        if (node.Fact(1).Shape.All(size => size == 1))
            return node.Input(1).Reshape();
        if (node.Fact(1).Shape.Count > 1)
            node.Refuse("it has a scale for each block");
        var axis = BackwardNode.Axis(node.Int("axis", 1), rank);
        return node.Input(1).Reshape([-1, .. Enumerable.Repeat(1L, rank - axis - 1)]);
    }

    // Y = (A − a)·(B − b), of which only A is computed.
    private static void MatMulInteger(BackwardNode node)
    {
        if (node.Needs(1) || node.Rank(1) != 2)
        {
            node.Refuse("its second factor is computed");
            return;
        }

        node.Give(0, () =>
        {
            var weight = node.Input(1).Cast(ElementType.Float);
            if (node.Has(3))
                weight -= node.Input(3).Cast(ElementType.Float);
            return node.Gradient.MatMul(weight.Transpose(1, 0));
        });
    }
}
