namespace PruneBuild.Coverage.Graphs;

/// <summary>Recurrent cells over a sequence, one way or both. (ONNX Runtime runs layout 0 only.)</summary>
internal static class RecurrentSteps
{
    public static void Cell(GraphSketch sketch)
    {
        if (sketch.Sequence() is not { } x)
            return;
        var (op, gates) = sketch.Pick([("LSTM", 4L), ("GRU", 3L), ("RNN", 1L)]);
        var (directions, hidden) = (sketch.Pick<long>([1, 2]), sketch.Size());
        var rows = sketch.Hidden("Transpose", [x.Name], ("perm", new long[] { 1, 0, 2 }));
        var bias = sketch.Coin() ? sketch.Weight(directions, 2 * gates * hidden) : "";
        List<string> inputs =
            [rows, sketch.Weight(directions, gates * hidden, x.Last), sketch.Weight(directions, gates * hidden, hidden), bias, ""];
        if (sketch.Coin())
            inputs.Add(State(sketch, x, directions, hidden));
        if (op == "LSTM" && inputs.Count > 5 && sketch.Coin())
            inputs.AddRange([State(sketch, x, directions, hidden), sketch.Weight(directions, 3 * hidden)]);
        var outputs = sketch.Nodes(
            op, [.. inputs], [[], []],
            [("hidden_size", hidden), ("direction", directions == 2 ? "bidirectional" : "forward"), .. Variant(sketch, op)]);
        Join(sketch, x, outputs, directions, hidden);
    }

    private static (string, object)[] Variant(GraphSketch sketch, string op) =>
        op == "GRU" ? [("linear_before_reset", sketch.Pick([0, 1]))] : [];

    /// <summary>Zeros [directions, batch, hidden] of a computed shape.</summary>
    private static string State(GraphSketch sketch, SketchValue x, long directions, long hidden)
    {
        var batch = sketch.Hidden("Gather", [sketch.Hidden("Shape", [x.Name]), sketch.Integers(0)]);
        var shape = sketch.Hidden("Concat", [sketch.Integers(directions), batch, sketch.Integers(hidden)], ("axis", 0));
        return sketch.Hidden("ConstantOfShape", [shape]);
    }

    /// <summary>All positions, or the last state.</summary>
    private static void Join(GraphSketch sketch, SketchValue x, SketchValue[] outputs, long directions, long hidden)
    {
        if (sketch.Coin())
        {
            var all = sketch.Hidden("Transpose", [outputs[0].Name], ("perm", new long[] { 2, 0, 1, 3 }));
            sketch.Node(
                "Reshape", [all, sketch.Integers(0, 0, sketch.Coin() ? -1 : directions * hidden)],
                [x.Shape[0], x.Shape[1], directions * hidden]);
            return;
        }

        var last = sketch.Hidden("Transpose", [outputs[1].Name], ("perm", new long[] { 1, 0, 2 }));
        sketch.Node("Reshape", [last, sketch.Integers(0, -1)], [x.Shape[0], directions * hidden]);
    }
}
