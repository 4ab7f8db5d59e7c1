using PruneBuild.Onnx.Building;

namespace PruneBuild.Onnx.Gradients.Rules;

/// <summary>Sums and their kin over axes.</summary>
internal static class ReductionRules
{
    /// <summary>By operator.</summary>
    public static IReadOnlyDictionary<string, GradientRule> All { get; } = new Dictionary<string, GradientRule>
    {
        ["ReduceSum"] = Rule((x, _, g) => g.Expand(x.Shape())),
        ["ReduceMean"] = node => Give(node, (x, y, g) => g.Expand(x.Shape()) / Count(node, x)),
        ["ReduceSumSquare"] = Rule((x, _, g) => x * (g * 2)),
        ["ReduceL1"] = Rule((x, _, g) => x.Apply("Sign") * g),
        // At the origin the gradient is zero, as in PyTorch.
        ["ReduceL2"] = Rule((x, y, g) => x * (g / y).Where(y.IsGreater(0))),
        ["ReduceLogSum"] = node => Give(node, (x, y, g) => (g / y.Apply("Exp")).Expand(x.Shape())),
        ["ReduceLogSumExp"] = Rule((x, y, g) => g * (x - y).Apply("Exp")),
        ["ReduceMax"] = Rule(Extreme),
        ["ReduceMin"] = Rule(Extreme),
        ["ReduceProd"] = node => Give(node, (x, _, g) => g * OtherFactors(node, x)),
        ["CumSum"] = CumulativeSum,
    };

    private static GradientRule Rule(Func<GraphValue, GraphValue, GraphValue, GraphValue> gradient) => node => Give(node, gradient);

    // Output and gradient are given with the reduced axes as ones, so that they broadcast against the input.
    private static void Give(BackwardNode node, Func<GraphValue, GraphValue, GraphValue, GraphValue> gradient) => node.Give(0, () =>
    {
        var axes = Axes(node);
        if (axes is null)
        {
            node.Refuse("its axes are not a constant");
            return node.Gradient;
        }

        var lost = node.Int("keepdims", 1) == 0 && axes.Length > 0;
        var (y, g) = lost ? (node.Y.Unsqueeze(axes), node.Gradient.Unsqueeze(axes)) : (node.Y, node.Gradient);
        return gradient(node.X, y, g);
    });

    /// <summary>The axes from attribute or input, counted from the front; all when none are named; null when they are computed.</summary>
    private static long[]? Axes(BackwardNode node)
    {
        var rank = node.Rank(0);
        var named = node.Ints("axes") ?? (node.Has(1) ? node.Constant(1)?.ToInt64s() ?? [long.MinValue] : []);
        if (named is [long.MinValue])
            return null;
        if (named.Length == 0)
            return node.Int("noop_with_empty_axes", 0) != 0 ? [] : [.. Enumerable.Range(0, rank).Select(i => (long)i)];
        return [.. named.Select(axis => (long)BackwardNode.Axis(axis, rank)).Order()];
    }

    private static GraphValue Count(BackwardNode node, GraphValue x)
    {
        if (Axes(node) is not { Length: > 0 } axes)
            return x.Like(1);
        var sizes = x.Shape().Apply("Gather", x.Integers(axes));
        return sizes.Apply("ReduceProd", NodeWriter.Attribute("keepdims", 0)).Cast(x.Type);
    }

    // Elements that are equal share the gradient.
    private static GraphValue Extreme(GraphValue x, GraphValue y, GraphValue g)
    {
        var chosen = x.Compare("Equal", y).Cast(x.Type);
        // A tie is counted per reduced slice: the slices are where y was repeated.
        return chosen * (g / SumLike(chosen, y));
    }

    private static GraphValue SumLike(GraphValue chosen, GraphValue y)
    {
        var differ = chosen.Shape().Compare("Equal", y.Shape()).Apply("Not").Apply("NonZero") with { Type = ElementType.Int64 };
        return chosen.Apply("ReduceSum", differ.Reshape(-1), NodeWriter.Attribute("noop_with_empty_axes", 1));
    }

    /// <summary>For each element the product of the others, which stays right where some are zero: products of all elements before and
    /// after it, along the reduced axes laid out as one.</summary>
    private static GraphValue OtherFactors(BackwardNode node, GraphValue x)
    {
        var axes = Axes(node)!.Select(axis => (int)axis).ToArray();
        var others = Enumerable.Range(0, node.Rank(0)).Except(axes).ToArray();
        int[] order = [.. others, .. axes];
        var turned = x.Transpose(order);
        var rows = turned.Flatten(others.Length);
        // [rows, n, n] with ones on the diagonal; its products along the last axis.
        var width = rows.Size(1);
        var eye = rows.Zeros(GraphValue.Concat(0, width, width)).Apply("EyeLike").Compare("Greater", rows.Like(0));
        var factors = eye.Choose(rows.Like(1), rows.Unsqueeze(1));
        var products = factors.Writer.Opset >= 18
            ? factors.Apply("ReduceProd", rows.Integers(2), NodeWriter.Attribute("keepdims", 0))
            : factors.Apply("ReduceProd", NodeWriter.Attribute("axes", [2]), NodeWriter.Attribute("keepdims", 0));
        return products.Reshape(turned.Shape()).Transpose(Inverse(order));
    }

    private static int[] Inverse(int[] order)
    {
        var inverse = new int[order.Length];
        for (var i = 0; i < order.Length; i++)
            inverse[order[i]] = i;
        return inverse;
    }

    private static void CumulativeSum(BackwardNode node) => node.Give(0, () => node.Gradient.Apply(
        "CumSum",
        node.Input(1),
        NodeWriter.Attribute("exclusive", node.Int("exclusive", 0)),
        NodeWriter.Attribute("reverse", 1 - node.Int("reverse", 0))));
}
