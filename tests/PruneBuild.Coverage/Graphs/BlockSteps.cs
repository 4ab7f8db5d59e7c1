namespace PruneBuild.Coverage.Graphs;

/// <summary>Whole blocks of networks.</summary>
internal static class BlockSteps
{
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
            "Conv", [up.Name, sketch.Weight(channels, 1, 3), sketch.Weight(channels)], up.Shape, ("group", channels),
            ("pads", new long[] { 1, 1 }));
        var down = sketch.Node("Conv", [depth.Name, sketch.Weight(x.Last, channels, 3)], rows.Shape, ("pads", new long[] { 1, 1 }));
        sketch.Node("Transpose", [down.Name], x.Shape, ("perm", new long[] { 0, 2, 1 }));
    }

    /// <summary>A mixture of experts as batched products: every expert runs, a gate weighs them.</summary>
    public static void Experts(GraphSketch sketch)
    {
        if (sketch.Sequence() is not { } x)
            return;
        var (experts, hidden) = (sketch.Pick<long>([2, 3, 4]), sketch.Size());
        var rows = sketch.Hidden("Unsqueeze", [x.Name, sketch.Integers(1)]);
        var up = sketch.Hidden("Relu", [sketch.Hidden("MatMul", [rows, sketch.Weight(experts, x.Last, hidden)])]);
        var down = sketch.Hidden("MatMul", [up, sketch.Weight(experts, hidden, x.Last)]);
        var gate = sketch.Hidden(sketch.Pick(["Sigmoid", "Softmax"]), [sketch.Hidden("MatMul", [x.Name, sketch.Weight(x.Last, experts)])]);
        var weights = sketch.Hidden(
            "Unsqueeze", [sketch.Hidden("Transpose", [gate], ("perm", new long[] { 0, 2, 1 })), sketch.Integers(3)]);
        sketch.Node("Identity", [sketch.Reduce("ReduceSum", sketch.Hidden("Mul", [down, weights]), 1, keep: false)], x.Shape);
    }
}
