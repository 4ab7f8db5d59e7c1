using PruneBuild.Onnx.Building;

namespace PruneBuild.Onnx.Gradients;

/// <summary>Padding with the value's own elements: each padded element hands its gradient to the element that it copies.</summary>
internal static class PadModes
{
    /// <summary>The gradient of Pad with mode reflect, edge or wrap: the same padding of positions says where
    /// each element came from.</summary>
    public static void Give(BackwardNode node) => node.Give(0, () =>
    {
        var rank = node.Rank(0);
        var gradient = node.Gradient;
        if (node.Constant(1)?.ToInt64s() is not { } pads || node.Has(3) && node.Constant(3) is null)
        {
            node.Refuse("its pads are computed");
            return gradient;
        }

        var axes = node.Constant(3)?.ToInt64s() ?? [.. Enumerable.Range(0, rank).Select(i => (long)i)];
        for (var i = 0; i < axes.Length; i++)
        {
            var (before, after) = (pads[i], pads[i + axes.Length]);
            if (before == 0 && after == 0)
                continue;
            var axis = BackwardNode.Axis(axes[i], rank);
            var size = node.X.Size(axis);
            var positions = size.Like(0).Apply("Range", [size.Squeeze(0), size.Like(1)]);
            var sources = positions.Apply("Pad", positions.Integers(before, after), NodeWriter.Attribute("mode", node.Text("mode", "")));
            gradient = Placement.Scatter(gradient, rank, axis, sources, size);
        }

        return gradient;
    });
}
