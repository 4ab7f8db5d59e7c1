using PruneBuild.Onnx.Building;

namespace PruneBuild.Onnx.Gradients.Rules;

/// <summary>The same elements under another shape or in another order.</summary>
internal static class ShapeRules
{
    /// <summary>By operator.</summary>
    public static IReadOnlyDictionary<string, GradientRule> All { get; } = new Dictionary<string, GradientRule>
    {
        ["Reshape"] = Reshaped,
        ["Flatten"] = Reshaped,
        ["Squeeze"] = Reshaped,
        ["Unsqueeze"] = Reshaped,
        ["Transpose"] = Transpose,
        ["Expand"] = node => node.GiveBroadcast(0, () => node.Gradient),
        ["Tile"] = Tile,
        ["Dropout"] = Dropout,
        ["DepthToSpace"] = DepthToSpace,
        ["SpaceToDepth"] = SpaceToDepth,
    };

    private static void Reshaped(BackwardNode node) => node.Give(0, () => node.Gradient.Reshape(node.X.Shape()));

    private static void Transpose(BackwardNode node) => node.Give(0, () =>
    {
        var rank = node.Rank(0);
        var order = node.Ints("perm") ?? [.. Enumerable.Range(0, rank).Reverse().Select(axis => (long)axis)];
        var inverse = new int[rank];
        for (var i = 0; i < rank; i++)
            inverse[order[i]] = i;
        return node.Gradient.Transpose(inverse);
    });

    // Axis i becomes (repeats, size); the repeats are summed.
    private static void Tile(BackwardNode node) => node.Give(0, () =>
    {
        var rank = node.Rank(0);
        var repeats = node.Input(1).Unsqueeze(1);
        var sizes = node.X.Shape().Unsqueeze(1);
        var split = GraphValue.Concat(1, repeats, sizes).Reshape(-1);
        return node.Gradient.Reshape(split).Sum([.. Enumerable.Range(0, rank).Select(i => 2L * i)], keepAxes: false);
    });

    // As it runs outside training: nothing is dropped.
    private static void Dropout(BackwardNode node)
    {
        if (node.Has(2) && node.Constant(2) is not { } mode || node.Has(2) && node.Constant(2)!.Bytes[0] != 0)
            node.Refuse("it drops at random");
        else
            node.Give(0, () => node.Gradient);
    }

    private static void DepthToSpace(BackwardNode node)
    {
        var size = node.Int("blocksize", 1);
        if (node.Text("mode", "DCR") == "DCR")
            node.Give(0, () => node.Gradient.Apply("SpaceToDepth", NodeWriter.Attribute("blocksize", size)));
        else
            node.Give(0, () => Blocks(node, size).Transpose(0, 1, 3, 5, 2, 4).Reshape(node.X.Shape()));
    }

    /// <summary>The gradient as [batch, channels, height, b, width, b].</summary>
    private static GraphValue Blocks(BackwardNode node, long size)
    {
        var x = node.X;
        var shape = GraphValue.Concat(
            0, x.Size(0), x.Size(1) / (size * size), x.Size(2), x.Integers(size), x.Size(3), x.Integers(size));
        return node.Gradient.Reshape(shape);
    }

    private static void SpaceToDepth(BackwardNode node) => node.Give(0, () =>
        node.Gradient.Apply("DepthToSpace", NodeWriter.Attribute("blocksize", node.Int("blocksize", 1))));
}
