namespace PruneBuild.Coverage.Graphs;

/// <summary>Operators that move elements: joins, parts, reshapes.</summary>
internal static class LayoutSteps
{
    public static void Concat(GraphSketch sketch)
    {
        if (sketch.Value(value => value.Last > 0) is not { } x
            || sketch.Value(other => other.Last > 0 && other.Shape.AsSpan()[..^1].SequenceEqual(x.Shape.AsSpan()[..^1])) is not { } y)
            return;
        sketch.Node("Concat", [x.Name, y.Name], [.. x.Shape[..^1], x.Last + y.Last], ("axis", -1));
    }

    public static void Split(GraphSketch sketch)
    {
        if (sketch.Value(value => value.Last > 2) is not { } x)
            return;
        var first = 1 + (x.Last / 3);
        sketch.Nodes(
            "Split", [x.Name, sketch.Integers(first, x.Last - first)],
            [[.. x.Shape[..^1], first], [.. x.Shape[..^1], x.Last - first]], ("axis", -1));
    }

    public static void Slice(GraphSketch sketch)
    {
        if (sketch.Value(value => value.Last > 3) is not { } x)
            return;
        var fromBack = sketch.Pick([true, false]);
        var (start, end) = fromBack ? (1 - x.Last, -1L) : (1L, x.Last - 1);
        sketch.Node("Slice", [x.Name, sketch.Integers(start), sketch.Integers(end), sketch.Integers(-1)], [.. x.Shape[..^1], x.Last - 2]);
    }

    /// <summary>One index of the last axis but one.</summary>
    public static void Pick(GraphSketch sketch)
    {
        if (sketch.Value(value => value.Shape.Length > 3 && value.Shape[^2] > 1) is not { } x)
            return;
        var index = sketch.Pick<long>([0, -1, 1]);
        var picked = sketch.Node("Gather", [x.Name, sketch.Integers(index)], [.. x.Shape[..^2], 1, x.Last], ("axis", x.Shape.Length - 2));
        sketch.Node("Squeeze", [picked.Name, sketch.Integers(x.Shape.Length - 2)], [.. x.Shape[..^2], x.Last]);
    }

    /// <summary>A factor of the last axis becomes an axis of its own.</summary>
    public static void SplitAxis(GraphSketch sketch)
    {
        if (sketch.Value(value => value.Shape.Length == 3 && value.Last > 3 && value.Last % 2 == 0) is not { } x)
            return;
        var outer = x.Last % 3 == 0 && sketch.Pick([true, false]) ? 3 : 2;
        sketch.Node("Reshape", [x.Name, sketch.Integers(0, 0, outer, x.Last / outer)], [x.Shape[0], x.Shape[1], outer, x.Last / outer]);
    }

    public static void MergeAxes(GraphSketch sketch)
    {
        if (sketch.Value(value => value.Shape is [_, _, > 0, > 0] && value.Shape[1] < 0) is { } x)
            sketch.Node(
                "Reshape", [x.Name, sketch.Integers(0, 0, x.Shape[2] * x.Shape[3])], [x.Shape[0], x.Shape[1], x.Shape[2] * x.Shape[3]]);
    }

    /// <summary>The same with a target that the graph computes from the shape.</summary>
    public static void MergeByComputedShape(GraphSketch sketch)
    {
        if (sketch.Value(value => value.Shape is [_, _, > 0, > 0] && value.Shape[1] < 0) is not { } x)
            return;
        string Size(long axis) => sketch.Node("Gather", [sketch.Node("Shape", [x.Name], []).Name, sketch.Integers(axis)], []).Name;
        var width = sketch.Node("Mul", [Size(2), Size(3)], []);
        var target = sketch.Node("Concat", [Size(0), Size(1), width.Name], [], ("axis", 0));
        sketch.Node("Reshape", [x.Name, target.Name], [x.Shape[0], x.Shape[1], x.Shape[2] * x.Shape[3]]);
    }

    /// <summary>The last two or the middle two axes of four.</summary>
    public static void Transpose(GraphSketch sketch)
    {
        if (sketch.Value(value => value.Shape.Length == 4) is not { } x)
            return;
        long[] order = sketch.Pick<long[]>([[0, 2, 1, 3], [0, 1, 3, 2]]);
        sketch.Node("Transpose", [x.Name], [.. order.Select(axis => x.Shape[axis])], ("perm", order));
    }

    public static void Pad(GraphSketch sketch)
    {
        if (sketch.Value(value => value.Shape.Length == 3 && value.Last > 0) is { } x)
            sketch.Node("Pad", [x.Name, sketch.Integers(0, 0, 1, 0, 0, 2)], [x.Shape[0], x.Shape[1], x.Last + 3]);
    }

    /// <summary>Every row of an axis is repeated, as grouped queries repeat keys.</summary>
    public static void Expand(GraphSketch sketch)
    {
        if (sketch.Value(value => value.Shape is [< 0, < 0, > 0, > 0]) is not { } x)
            return;
        var rows = sketch.Node("Unsqueeze", [x.Name, sketch.Integers(3)], [.. x.Shape[..3], 1, x.Last]);
        var wide = sketch.Node("Expand", [rows.Name, sketch.Integers(1, 1, 1, 2, 1)], [.. x.Shape[..3], 2, x.Last]);
        sketch.Node("Reshape", [wide.Name, sketch.Integers(0, 0, -1, x.Last)], [x.Shape[0], x.Shape[1], 2 * x.Shape[2], x.Last]);
    }
}
