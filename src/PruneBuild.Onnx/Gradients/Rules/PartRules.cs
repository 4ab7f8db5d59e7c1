using PruneBuild.Onnx.Building;

namespace PruneBuild.Onnx.Gradients.Rules;

/// <summary>Parts of a value: joined, cut out, padded.</summary>
internal static class PartRules
{
    /// <summary>By operator.</summary>
    public static IReadOnlyDictionary<string, GradientRule> All { get; } = new Dictionary<string, GradientRule>
    {
        ["Concat"] = Concat,
        ["Split"] = Split,
        ["Slice"] = Slice,
        ["Pad"] = Pad,
        ["Trilu"] = node => node.Give(0, () => node.Gradient.Apply(
            "Trilu", node.Has(1) ? [node.Input(1)] : [], NodeWriter.Attribute("upper", node.Int("upper", 1)))),
    };

    private static void Concat(BackwardNode node)
    {
        var axis = BackwardNode.Axis(node.Int("axis", 0), node.Rank(0));
        var count = node.Node.Input.Count;
        if (Enumerable.Range(0, count).All(i => !node.Needs(i)))
            return;
        if (count == 1)
        {
            node.Give(0, () => node.Gradient);
            return;
        }

        var sizes = GraphValue.Concat(0, [.. Enumerable.Range(0, count).Select(i => node.Input(i).Size(axis))]);
        var parts = node.Writer.Add("Split", count, [node.Gradient.Name, sizes.Name], NodeWriter.Attribute("axis", axis));
        for (var i = 0; i < count; i++)
        {
            var part = node.Gradient with { Name = parts[i] };
            node.Give(i, () => part);
        }
    }

    private static void Split(BackwardNode node) => node.Give(0, () => GraphValue.Concat(
        BackwardNode.Axis(node.Int("axis", 0), node.Rank(0)),
        [.. Enumerable.Range(0, node.Node.Output.Count).Select(node.GradientOf)]));

    // Axis by axis, the gradient is put back to where it was cut out.
    private static void Slice(BackwardNode node) => node.Give(0, () =>
    {
        var gradient = node.Gradient;
        var rank = node.Rank(0);
        if (node.Has(3) && node.Constant(3) is null || node.Has(4) && node.Constant(4) is null)
        {
            node.Refuse("its axes or steps are computed");
            return gradient;
        }

        var count = (int)node.Fact(1).Shape[0];
        var axes = node.Constant(3)?.ToInt64s() ?? [.. Enumerable.Range(0, count).Select(i => (long)i)];
        var steps = node.Constant(4)?.ToInt64s() ?? [.. Enumerable.Repeat(1L, count)];
        for (var i = 0; i < count; i++)
        {
            var axis = BackwardNode.Axis(axes[i], rank);
            var size = node.X.Size(axis);
            gradient = steps[i] == 1
                ? Placement.At(gradient, rank, axis, First(node, i, size), size)
                : Placement.Scatter(gradient, rank, axis, Indices(node, i, size, steps[i]), size);
        }

        return gradient;
    });

    // Negative starts count from the end; all are moved into the axis.
    private static GraphValue First(BackwardNode node, int i, GraphValue size)
    {
        var start = node.Input(1).Cast(ElementType.Int64).Slice(0, i, i + 1);
        var counted = start.IsLess(0).Choose(start + size, start);
        return counted.Apply("Max", start.Like(0)).Apply("Min", size);
    }

    private static GraphValue Indices(BackwardNode node, int i, GraphValue size, long step)
    {
        var all = size.Like(0).Apply("Range", [size.Squeeze(0), size.Like(1)]);
        var (start, end) = (node.Input(1).Slice(0, i, i + 1), node.Input(2).Slice(0, i, i + 1));
        var (axes, steps) = (node.Input(1).Type, node.Input(1).Type);
        return all.Apply("Slice", [start, end, all.Integers(0).Cast(axes), all.Integers(step).Cast(steps)]);
    }

    private static void Pad(BackwardNode node)
    {
        if (node.Text("mode", "constant") != "constant")
        {
            PadModes.Give(node);
            return;
        }

        node.Give(0, () => Cropped(node));
        // The value stands wherever the input does not.
        node.Give(2, () => (node.Gradient.Sum() - Cropped(node).Sum()).Reshape([.. node.Fact(2).Shape]));
    }

    private static GraphValue Cropped(BackwardNode node)
    {
        var rank = node.Rank(0);
        var pads = node.Input(1);
        var axes = node.Has(3) ? node.Input(3).Cast(ElementType.Int64) : pads.Integers([.. Enumerable.Range(0, rank).Select(i => (long)i)]);
        var count = node.Has(3) ? (int)node.Fact(3).Shape[0] : rank;
        var starts = pads.Slice(0, 0, count);
        var sizes = node.X.Shape().Apply("Gather", axes);
        var (gradient, x) = (node.Gradient, node.X);
        // Negative pads cut; what was cut has no gradient and is padded back with zeros.
        if (node.Constant(1) is { } constant && constant.ToInt64s().All(pad => pad >= 0))
            return gradient.Apply("Slice", [starts, starts + sizes, axes]);
        var opposite = -pads;
        return gradient.Apply("Pad", node.Has(3) ? [opposite, x.Like(0), node.Input(3)] : [opposite]);
    }
}
