namespace PruneBuild.Coverage.Graphs;

/// <summary>Whole blocks of networks.</summary>
internal static class BlockSteps
{
    /// <summary>Attention with heads split by a reshape, with a residual.</summary>
    public static void Attention(GraphSketch sketch)
    {
        if (sketch.Value(value => value.Shape is [GraphSketch.Batch, GraphSketch.Length, > 0]) is not { } x)
            return;
        var (heads, width) = (sketch.Pick<long>([2, 3, 4]), sketch.Pick<long>([2, 4, 5]));
        string Part(params long[] order)
        {
            var product = sketch.Node("MatMul", [x.Name, sketch.Weight(x.Last, heads * width)], [.. x.Shape[..2], heads * width]);
            var split = sketch.Node("Reshape", [product.Name, sketch.Integers(0, 0, heads, width)], [.. x.Shape[..2], heads, width]);
            return sketch.Node("Transpose", [split.Name], [.. order.Select(axis => split.Shape[axis])], ("perm", order)).Name;
        }

        var scores = sketch.Node("MatMul", [Part(0, 2, 1, 3), Part(0, 2, 3, 1)], [x.Shape[0], heads, x.Shape[1], x.Shape[1]]);
        var weights = sketch.Node("Softmax", [scores.Name], scores.Shape, ("axis", -1));
        var mixed = sketch.Node("MatMul", [weights.Name, Part(0, 2, 1, 3)], [x.Shape[0], heads, x.Shape[1], width]);
        var back = sketch.Node("Transpose", [mixed.Name], [x.Shape[0], x.Shape[1], heads, width], ("perm", new long[] { 0, 2, 1, 3 }));
        var merged = sketch.Node("Reshape", [back.Name, sketch.Integers(0, 0, -1)], [.. x.Shape[..2], heads * width]);
        var output = sketch.Node("MatMul", [merged.Name, sketch.Weight(heads * width, x.Last)], x.Shape);
        sketch.Node("Add", [output.Name, x.Name], x.Shape);
    }

    /// <summary>Gate and up in one matrix.</summary>
    public static void GatedNeurons(GraphSketch sketch)
    {
        if (sketch.Value(value => value.Last > 0) is not { } x)
            return;
        var units = sketch.Size();
        var both = sketch.Node("MatMul", [x.Name, sketch.Weight(x.Last, 2 * units)], [.. x.Shape[..^1], 2 * units]);
        var parts = sketch.Nodes(
            "Split", [both.Name, sketch.Integers(units, units)], [[.. x.Shape[..^1], units], [.. x.Shape[..^1], units]], ("axis", -1));
        var gate = sketch.Node("Sigmoid", [parts[0].Name], parts[0].Shape);
        var gated = sketch.Node("Mul", [gate.Name, parts[1].Name], gate.Shape);
        sketch.Node("MatMul", [gated.Name, sketch.Weight(units, x.Last)], x.Shape);
    }

    /// <summary>Features as channels of a one-dimensional convolution, depth-wise between two plain ones.</summary>
    public static void Convolutions(GraphSketch sketch)
    {
        if (sketch.Value(value => value.Shape is [GraphSketch.Batch, GraphSketch.Length, > 0]) is not { } x)
            return;
        var (batch, length, channels) = (x.Shape[0], x.Shape[1], sketch.Size());
        var rows = sketch.Node("Transpose", [x.Name], [batch, x.Last, length], ("perm", new long[] { 0, 2, 1 }));
        var up = sketch.Node("Conv", [rows.Name, sketch.Weight(channels, x.Last, 1)], [batch, channels, length]);
        var depth = sketch.Node(
            "Conv", [up.Name, sketch.Weight(channels, 1, 3), sketch.Weight(channels)], up.Shape, ("group", channels), ("pads", new long[] { 1, 1 }));
        var down = sketch.Node("Conv", [depth.Name, sketch.Weight(x.Last, channels, 3)], rows.Shape, ("pads", new long[] { 1, 1 }));
        sketch.Node("Transpose", [down.Name], x.Shape, ("perm", new long[] { 0, 2, 1 }));
    }
}
