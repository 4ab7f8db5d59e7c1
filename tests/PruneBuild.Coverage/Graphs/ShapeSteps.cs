namespace PruneBuild.Coverage.Graphs;

/// <summary>Sizes that the graph computes, as exporters of dynamic shapes write them.</summary>
internal static class ShapeSteps
{
    /// <summary>The last axis in parts, whose width is a quotient.</summary>
    public static void SplitByQuotient(GraphSketch sketch)
    {
        if (sketch.Sequence() is not { } x || x.Last % 2 != 0)
            return;
        var shape = sketch.Hidden("Shape", [x.Name]);
        var front = sketch.Hidden("Slice", [shape, sketch.Integers(0), sketch.Integers(2), sketch.Integers(0)]);
        var width = sketch.Hidden("Div", [sketch.Hidden("Gather", [shape, sketch.Integers(2)]), sketch.Integers(2)]);
        var target = sketch.Hidden("Concat", [front, sketch.Integers(2), width], ("axis", 0));
        sketch.Node("Reshape", [x.Name, target], [.. x.Shape[..2], 2, x.Last / 2]);
    }

    /// <summary>Halves whose bounds are computed, one the gate of the other.</summary>
    public static void Chunk(GraphSketch sketch)
    {
        if (sketch.Sequence() is not { } x || x.Last % 2 != 0)
            return;
        var size = sketch.Hidden("Gather", [sketch.Hidden("Shape", [x.Name]), sketch.Integers(-1)]);
        var half = sketch.Hidden("Div", [size, sketch.Integers(2)]);
        var first = sketch.Hidden("Slice", [x.Name, sketch.Integers(0), half, sketch.Integers(2)]);
        var second = sketch.Hidden("Slice", [x.Name, half, sketch.Hidden("Mul", [half, sketch.Integers(2)]), sketch.Integers(2)]);
        sketch.Node("Mul", [first, sketch.Hidden("Sigmoid", [second])], [.. x.Shape[..2], x.Last / 2]);
    }

    /// <summary>A row widened to the shape of another value.</summary>
    public static void ExpandLike(GraphSketch sketch)
    {
        if (sketch.Sequence() is not { } x)
            return;
        var wide = sketch.Hidden("Expand", [sketch.Weight(1, 1, x.Last), sketch.Hidden("Shape", [x.Name])]);
        sketch.Node("Add", [x.Name, wide], x.Shape);
    }

    /// <summary>A constant of a computed shape, with −1 replaced as PyTorch's exporter does.</summary>
    public static void ExpandByCondition(GraphSketch sketch)
    {
        if (sketch.Sequence() is not { } x)
            return;
        var shape = sketch.Hidden("Shape", [x.Name]);
        var wanted = sketch.Hidden(
            "Concat", [sketch.Hidden("Slice", [shape, sketch.Integers(0), sketch.Integers(2), sketch.Integers(0)]), sketch.Integers(-1)],
            ("axis", 0));
        var isOpen = sketch.Hidden("Equal", [wanted, sketch.Integers(-1)]);
        var target = sketch.Hidden("Where", [isOpen, sketch.Integers(1, 1, x.Last), wanted]);
        sketch.Node("Mul", [x.Name, sketch.Hidden("Expand", [sketch.Weight(1, 1, x.Last), target])], x.Shape);
    }

    /// <summary>A fill of a computed shape.</summary>
    public static void Fill(GraphSketch sketch)
    {
        if (sketch.Value(value => value.Last > 0) is { } x)
            sketch.Node("Add", [x.Name, sketch.Hidden("ConstantOfShape", [sketch.Hidden("Shape", [x.Name])])], x.Shape);
    }

    /// <summary>A number for each position.</summary>
    public static void Positions(GraphSketch sketch)
    {
        if (sketch.Sequence() is not { } x)
            return;
        var length = sketch.Hidden("Gather", [sketch.Hidden("Shape", [x.Name]), sketch.Scalar(1)]);
        var numbers = sketch.Hidden("Cast", [sketch.Hidden("Range", [sketch.Scalar(0), length, sketch.Scalar(1)])], ("to", 1));
        sketch.Node("Add", [x.Name, sketch.Hidden("Unsqueeze", [numbers, sketch.Integers(1)])], x.Shape);
    }

    public static void Tile(GraphSketch sketch)
    {
        if (sketch.Sequence() is { Last: <= 12 } x)
            sketch.Node("Tile", [x.Name, sketch.Integers(1, 1, 2)], [.. x.Shape[..2], 2 * x.Last]);
    }
}
