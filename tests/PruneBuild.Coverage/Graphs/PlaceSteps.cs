namespace PruneBuild.Coverage.Graphs;

/// <summary>Reductions, and operators that address elements by number.</summary>
internal static class PlaceSteps
{
    /// <summary>One vector for a record, of all its positions.</summary>
    public static void OverPositions(GraphSketch sketch)
    {
        if (sketch.Sequence() is not { } x)
            return;
        var op = sketch.Pick(["ReduceMean", "ReduceMax", "ReduceSum", "ReduceL2"]);
        sketch.Node("Identity", [sketch.Reduce(op, x.Name, 1, keep: false)], [x.Shape[0], x.Last]);
    }

    /// <summary>The first position, or the last.</summary>
    public static void Position(GraphSketch sketch)
    {
        if (sketch.Sequence() is { } x)
            sketch.Node("Gather", [x.Name, sketch.Scalar(sketch.Pick<long>([0, -1]))], [x.Shape[0], x.Last], ("axis", 1));
    }

    /// <summary>A statistic of the features, beside them.</summary>
    public static void OverFeatures(GraphSketch sketch)
    {
        if (sketch.Value(value => value.Last > 0) is not { } x)
            return;
        var op = sketch.Pick(["ReduceSum", "ReduceSumSquare", "ReduceL1", "ReduceMin"]);
        sketch.Node("Add", [x.Name, sketch.Reduce(op, x.Name, -1, keep: true)], x.Shape);
    }

    /// <summary>Neighbouring columns are a segment, others are addressed.</summary>
    public static void Columns(GraphSketch sketch)
    {
        if (sketch.Sequence() is not { Last: > 4 } x)
            return;
        long[] columns = sketch.Pick<long[]>([[1, 2, 3], [0, 2], [-1], [3, 1]]);
        sketch.Node("Gather", [x.Name, sketch.Integers(columns)], [.. x.Shape[..2], columns.Length], ("axis", 2));
    }

    public static void Backwards(GraphSketch sketch)
    {
        if (sketch.Sequence() is { } x)
            sketch.Node("Slice", [x.Name, sketch.Integers(-1), sketch.Integers(long.MinValue), sketch.Integers(sketch.Pick<long>([1, 2])),
                sketch.Integers(-1)], x.Shape);
    }

    public static void Running(GraphSketch sketch)
    {
        if (sketch.Sequence() is { } x)
            sketch.Node("CumSum", [x.Name, sketch.Scalar(sketch.Pick<long>([1, 2]))], x.Shape);
    }

    public static void Largest(GraphSketch sketch)
    {
        if (sketch.Sequence() is { Last: > 2 } x)
            sketch.Nodes("TopK", [x.Name, sketch.Integers(2)], [[.. x.Shape[..2], 2], []], ("axis", -1));
    }

    /// <summary>The best feature's number becomes a row of a table.</summary>
    public static void Lookup(GraphSketch sketch)
    {
        if (sketch.Sequence() is not { } x)
            return;
        var (best, outputs) = (sketch.Hidden("ArgMax", [x.Name], ("axis", -1), ("keepdims", 0)), sketch.Size());
        sketch.Node("Gather", [sketch.Weight(x.Last, outputs), best], [.. x.Shape[..2], outputs], ("axis", 0));
    }

    public static void Gemm(GraphSketch sketch)
    {
        if (sketch.Value(value => value.Shape is [_, > 0]) is not { } x)
            return;
        var (outputs, transposed) = (sketch.Size(), sketch.Coin());
        var weight = transposed ? sketch.Weight(outputs, x.Last) : sketch.Weight(x.Last, outputs);
        sketch.Node(
            "Gemm", sketch.Coin() ? [x.Name, weight] : [x.Name, weight, sketch.Weight(outputs)], [x.Shape[0], outputs],
            ("transB", transposed ? 1 : 0), ("alpha", sketch.Pick([1f, 1f, 0.5f])));
    }
}
