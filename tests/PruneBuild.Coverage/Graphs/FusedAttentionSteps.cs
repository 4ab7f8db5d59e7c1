namespace PruneBuild.Coverage.Graphs;

/// <summary>Attention as one operator: ONNX Runtime's, and the standard's since opset 23.</summary>
internal static class FusedAttentionSteps
{
    public static void MultiHead(GraphSketch sketch)
    {
        if (sketch.Sequence() is not { } x || sketch.Sequence() is not { } memory)
            return;
        var (heads, width, valueWidth) = (sketch.Pick<long>([2, 3]), sketch.Pick<long>([4, 8]), sketch.Pick<long>([4, 6]));
        var queries = Turned(sketch, Project(sketch, x, heads * width), heads, width);
        List<string> inputs = [queries, Project(sketch, memory, heads * width), Project(sketch, memory, heads * valueWidth)];
        if (sketch.Coin())
            inputs.Add(sketch.Weight(heads * ((2 * width) + valueWidth)));
        Close(sketch, x, sketch.Hidden("com.microsoft:MultiHeadAttention", [.. inputs], ("num_heads", heads)), heads * valueWidth);
    }

    public static void Packed(GraphSketch sketch)
    {
        if (sketch.Sequence() is not { } x)
            return;
        var (heads, width) = (sketch.Pick<long>([2, 3]), sketch.Pick<long>([4, 8]));
        var features = heads * width;
        var attention = sketch.Hidden(
            "com.microsoft:Attention", [x.Name, sketch.Weight(x.Last, 3 * features), sketch.Weight(3 * features)], ("num_heads", heads));
        Close(sketch, x, attention, features);
    }

    /// <summary>Lengths of the records as the operator wants them, from the shape.</summary>
    public static void GroupQuery(GraphSketch sketch)
    {
        if (sketch.Sequence() is not { } x)
            return;
        var (keyHeads, sharing, width) = (sketch.Pick<long>([1, 2, 3]), sketch.Pick<long>([1, 2, 3]), 8L);
        var shape = sketch.Hidden("Shape", [x.Name]);
        var last = sketch.Hidden("Sub", [sketch.Hidden("Gather", [shape, sketch.Integers(1)]), sketch.Integers(1)]);
        var lengths = sketch.Hidden(
            "Expand", [sketch.Hidden("Cast", [last], ("to", 6)), sketch.Hidden("Gather", [shape, sketch.Integers(0)])]);
        var total = sketch.Hidden("Cast", [sketch.Hidden("Gather", [shape, sketch.Scalar(1)])], ("to", 6));
        var attention = sketch.Nodes(
            "com.microsoft:GroupQueryAttention",
            [Project(sketch, x, keyHeads * sharing * width), Project(sketch, x, keyHeads * width),
                Project(sketch, x, keyHeads * width), "", "", lengths, total],
            [[], [], []], ("num_heads", keyHeads * sharing), ("kv_num_heads", keyHeads));
        Close(sketch, x, attention[0].Name, keyHeads * sharing * width);
    }

    public static void Standard(GraphSketch sketch)
    {
        if (sketch.Opset < 23 || sketch.Sequence() is not { } x || sketch.Sequence() is not { } memory)
            return;
        var (keyHeads, sharing, width, valueWidth) =
            (sketch.Pick<long>([1, 2]), sketch.Pick<long>([1, 2, 3]), 4L, sketch.Pick<long>([4, 5]));
        var attention = sketch.Hidden(
            "Attention",
            [Project(sketch, x, keyHeads * sharing * width), Project(sketch, memory, keyHeads * width),
                Project(sketch, memory, keyHeads * valueWidth)],
            ("q_num_heads", keyHeads * sharing), ("kv_num_heads", keyHeads));
        Close(sketch, x, attention, keyHeads * sharing * valueWidth);
    }

    private static string Project(GraphSketch sketch, SketchValue x, long features) =>
        sketch.Hidden("MatMul", [x.Name, sketch.Weight(x.Last, features)]);

    /// <summary>Sometimes turned by position first.</summary>
    private static string Turned(GraphSketch sketch, string queries, long heads, long width) => sketch.Coin()
        ? queries
        : sketch.Hidden(
            "com.microsoft:RotaryEmbedding", [queries, sketch.Integers(0), sketch.Weight(64, width / 2), sketch.Weight(64, width / 2)],
            ("num_heads", heads));

    private static void Close(GraphSketch sketch, SketchValue x, string attention, long features)
    {
        var output = sketch.Node("MatMul", [attention, sketch.Weight(features, x.Last)], x.Shape);
        sketch.Node("Add", [output.Name, x.Name], x.Shape);
    }
}
